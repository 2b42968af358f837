import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { limitsModule } from './limits.ts';
import { ajvWith, readSchemaFiles } from './schema-files.ts';
import { compileValidators } from './validators.ts';

/**
 * Writes the validators, their types and the limits into a directory. Somebody may be reading what was compiled before:
 * nothing of it changes until all is compiled, and no file is ever missing.
 * @returns the names of the files
 */
export async function compileSchemas(outDir: string): Promise<string[]> {
  await mkdir(outDir, { recursive: true });
  const workDir = await mkdtemp(join(dirname(outDir), `.${basename(outDir)}-`));
  try {
    await compileInto(workDir);
    const names = await readdir(workDir);
    for (const name of names) await rename(join(workDir, name), join(outDir, name));
    await removeOthers(outDir, names);
    return names;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** Removes the modules of schemas that are no more. */
async function removeOthers(outDir: string, names: string[]): Promise<void> {
  const others = (await readdir(outDir)).filter((name) => /\.(js|d\.ts)$/.test(name) && !names.includes(name));
  await Promise.all(others.map((name) => rm(join(outDir, name), { force: true })));
}

async function compileInto(workDir: string): Promise<void> {
  const files = readSchemaFiles();
  const ajv = ajvWith(files);
  const { code, types } = limitsModule(ajv);
  await allSettledOrThrow([
    ...compileValidators(ajv, files, workDir),
    writeFile(join(workDir, 'limits.js'), code),
    writeFile(join(workDir, 'limits.d.ts'), types),
  ]);
}

/** Unlike `Promise.all`, lets every write end before it throws: the directory is removed next. */
async function allSettledOrThrow(writes: Promise<void>[]): Promise<void> {
  const failure = (await Promise.allSettled(writes)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}
