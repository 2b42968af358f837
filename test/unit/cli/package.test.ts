import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

const CLI = resolve(import.meta.dirname, '../../../cli');
/** Packing and unpacking start several processes. */
const TIMEOUT_MILLISECONDS = 60_000;

let folder: string;
let packed: { files: { path: string; mode: number }[]; filename: string; name: string; bundled: string[] };
/** The unpacked package; nothing else is near it, no node_modules either. */
let unpacked: string;
let manifest: Record<string, unknown>;

/** Packs a copy whose bundle is built here, so that nothing is written into the repository. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-package-'));
  const copy = join(folder, 'cli');
  await mkdir(copy);
  for (const file of ['package.json', 'README.md', 'LICENSE', 'program.ts', 'commands']) {
    await cp(join(CLI, file), join(copy, file), { recursive: true });
  }
  await run(process.execPath, [join(CLI, 'build.ts'), join(copy, 'dist')]);
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', folder],
    {
      cwd: copy,
    },
  );
  [packed] = JSON.parse(stdout);
  await run('tar', ['-xzf', packed.filename], { cwd: folder });
  unpacked = join(folder, 'package');
  manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'));
}, TIMEOUT_MILLISECONDS);

afterAll(() => rm(folder, { recursive: true }));

describe('the package of contacts', () => {
  it('contains the bundle, the licenses in it, and what npm always adds', () => {
    expect(packed.files.map(({ path }) => path).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/contacts.js',
      'dist/third-party-licenses.txt',
      'package.json',
    ]);
  });

  it('can be published and depends on nothing', () => {
    expect(manifest['private']).toBeUndefined();
    expect(Object.keys(manifest)).toEqual(expect.arrayContaining(['name', 'version', 'description', 'license']));
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies']) {
      expect(manifest[kind]).toBeUndefined();
    }
  });

  it('runs without anything beside it', async () => {
    const { contacts } = Object(manifest['bin']);
    const version = await run(process.execPath, [contacts, '--version'], { cwd: unpacked });
    expect(version).toEqual({ stdout: `${manifest['version']}\n`, stderr: '' });
    const help = await run(process.execPath, [contacts, '--help'], { cwd: unpacked });
    expect(help.stdout).toMatch(/^Usage: contacts [\s\S]+Examples:\n/);
    expect(help.stderr).toBe('');
  });

  it('is executable', () => {
    expect(packed.files.find(({ path }) => path === 'dist/contacts.js')?.mode).toBe(0o755);
  });

  it('reads a policy and reports what is wrong with it', async () => {
    const { contacts } = Object(manifest['bin']);
    const words = ['policy', 'explain', '--account', '222222222222', '--type', 'SECURITY', '--policy', 'README.md'];
    await expect(run(process.execPath, [contacts, ...words], { cwd: unpacked })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: README.md cannot be used: /),
    });
  });

  it('names the license of each library in the bundle', async () => {
    const licenses = await readFile(join(unpacked, 'dist/third-party-licenses.txt'), 'utf8');
    for (const library of ['commander', '@aws-sdk/client-dynamodb', 'yaml', 'csv-parse']) {
      expect(licenses).toMatch(new RegExp(`^${library} \\d+\\.\\d+\\.\\d+ \\([A-Za-z0-9.-]+\\)$`, 'm'));
    }
    for (const section of licenses.split(/^=+$/m)) expect(section).toMatch(/\)\n\n\S/);
  });
});
