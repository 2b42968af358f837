import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { packageService } from './package-service.ts';
import { UNFINISHED } from './unfinished.ts';

/** Everything that a package is made from. The policy isn't: it is added when the stack starts. */
const INPUTS = [
  'functions',
  'local/package',
  'packaging',
  'resources',
  'schemas',
  'statemachine',
  'package-lock.json',
  'serverless.yml',
];

/** Generated files among the inputs. */
const OUTPUT = /(^|\/)(compiled|\.compiled-[^/]*)(\/|$)/;

/** Enough for switching between branches without packaging each time. */
const KEPT_PACKAGES = 4;

/** Longer than any packaging takes. */
const ABANDONED_AFTER_MS = 600_000;

/** The package of the current tree. */
export interface CachedPackage {
  packageDir: string;
  /** Whether an earlier start made it. */
  isReused: boolean;
}

export interface CacheOptions {
  /** Called before packaging, which takes a while. */
  onPackaging?: () => void;
  /** Stops packaging. */
  signal?: AbortSignal;
  /** For tests. */
  make?: typeof packageService;
}

/** Finds the package of the current tree, or makes it. */
export async function cachedPackage(
  repository: string,
  cacheDir: string,
  options: CacheOptions = {},
): Promise<CachedPackage> {
  const { make = packageService, onPackaging, signal } = options;
  const packageDir = join(cacheDir, await hashInputs(repository));
  if (existsSync(packageDir)) {
    await utimes(packageDir, new Date(), new Date());
    return { packageDir, isReused: true };
  }
  onPackaging?.();
  await make(repository, packageDir, signal && { signal });
  await removeOldPackages(cacheDir);
  return { packageDir, isReused: false };
}

async function hashInputs(repository: string): Promise<string> {
  const files = (await Promise.all(INPUTS.map((input) => filesOf(repository, input)))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(join(repository, file))));
  const hash = createHash('sha256').update(process.version);
  for (const [index, file] of files.entries()) hash.update(`\0${file}\0`).update(contents[index] ?? '');
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(repository: string, input: string): Promise<string[]> {
  const path = join(repository, input);
  if (!(await stat(path)).isDirectory()) return [input];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1))
    .filter((file) => !OUTPUT.test(file));
}

/** Removes all packages except those used last, and the remains of killed packagings. */
async function removeOldPackages(cacheDir: string): Promise<void> {
  const names = await readdir(cacheDir);
  const entries = await Promise.all(names.map(async (name) => ({ name, usedAt: await usedAt(join(cacheDir, name)) })));
  const packages = entries.filter(({ name }) => !name.startsWith(UNFINISHED));
  const old = packages.toSorted((left, right) => right.usedAt - left.usedAt).slice(KEPT_PACKAGES);
  const abandoned = entries.filter(
    ({ name, usedAt }) => name.startsWith(UNFINISHED) && usedAt < Date.now() - ABANDONED_AFTER_MS,
  );
  await Promise.all(
    [...old, ...abandoned].map(({ name }) => rm(join(cacheDir, name), { recursive: true, force: true })),
  );
}

/** Another process may remove it at the same time. */
async function usedAt(path: string): Promise<number> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.mtimeMs ?? 0;
}
