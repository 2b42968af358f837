import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedPackage } from '../../../local/package/package-cache.ts';
import { makeDirectory } from '../../../local/package/unfinished.ts';

const FILES = {
  'functions/domain/vote.ts': 'a',
  'local/package/package-service.ts': 'a',
  'packaging/bundle-functions.ts': 'a',
  'resources/table.yml': 'a',
  'schemas/policy.schema.json': 'a',
  'statemachine/change-request.asl.yml': 'a',
  'package-lock.json': 'a',
  'serverless.yml': 'a',
};

let repository: string;
let cacheDir: string;
let made: string[];

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'package-cache-'));
  cacheDir = join(repository, '.local/packages');
  made = [];
  for (const [file, content] of Object.entries(FILES)) await write(file, content);
});
afterEach(() => rm(repository, { recursive: true }));

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(repository, file)), { recursive: true });
  await writeFile(join(repository, file), content);
}

/** Packages without the Serverless Framework. */
async function make(_repository: string, packageDir: string): Promise<void> {
  made.push(packageDir);
  await makeDirectory(packageDir, async (unfinished) => {
    await mkdir(join(unfinished, 'result'));
    await writeFile(join(unfinished, 'result/template.json'), '{}');
  });
}

const find = () => cachedPackage(repository, cacheDir, { make });

test('reuses the package when nothing has changed', async () => {
  const first = await find();
  expect(first.isReused).toBe(false);
  expect(await find()).toEqual({ packageDir: first.packageDir, isReused: true });
  expect(made).toHaveLength(1);
});

test.each(Object.keys(FILES))('packages anew when %s has changed', async (file) => {
  const { packageDir } = await find();
  await write(file, 'b');
  const changed = await find();
  expect(changed.isReused).toBe(false);
  expect(changed.packageDir).not.toBe(packageDir);
});

test('packages anew when a file has another name', async () => {
  await find();
  await rm(join(repository, 'functions/domain/vote.ts'));
  await write('functions/domain/ballot.ts', 'a');
  expect((await find()).isReused).toBe(false);
});

test.each(['policy.yml', 'schemas/compiled/policy/policy.json', 'test/unit/vote.test.ts'])(
  'reuses the package when only %s has changed',
  async (file) => {
    await find();
    await write(file, 'b');
    expect((await find()).isReused).toBe(true);
  },
);

test('makes one package when several start at once', async () => {
  const found = await Promise.all([find(), find(), find()]);
  expect(new Set(found.map(({ packageDir }) => packageDir)).size).toBe(1);
  expect(await readdir(cacheDir)).toHaveLength(1);
  expect(await readdir(found[0].packageDir)).toEqual(['template.json']);
});

test('keeps nothing of a packaging that fails', async () => {
  const fail = () =>
    makeDirectory(join(cacheDir, 'broken'), async (unfinished) => {
      await mkdir(join(unfinished, 'result'));
      throw new Error('it broke');
    });
  await expect(cachedPackage(repository, cacheDir, { make: fail })).rejects.toThrow('it broke');
  expect(await readdir(cacheDir)).toEqual([]);
  expect((await find()).isReused).toBe(false);
});

test('keeps the four packages that were used last, and what others are making', async () => {
  const old = new Date(Date.now() - 3_600_000);
  const directories = ['a', 'b', 'c', 'd', '.new-abandoned', '.new-under-way'].map((name) => join(cacheDir, name));
  for (const directory of directories) await mkdir(directory, { recursive: true });
  for (const [index, directory] of directories.slice(0, 5).entries()) {
    await utimes(directory, old, new Date(old.getTime() + index * 1000));
  }
  const { packageDir } = await find();
  const own = packageDir.slice(cacheDir.length + 1);
  expect((await readdir(cacheDir)).sort()).toEqual(['.new-under-way', 'b', 'c', 'd', own].sort());
});
