import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaFingerprint } from './schema-fingerprint.ts';
import { COMPILED } from './schema-paths.ts';

/** What the compiled schemas were made from, and their files. */
interface Stamp {
  fingerprint: string;
  files: string[];
}

const STAMP = join(COMPILED, 'stamp.json');

/** Compiles the schemas, unless what is compiled is that of the same schemas. */
export async function compileChangedSchemas(): Promise<void> {
  const fingerprint = schemaFingerprint();
  if (isCurrent(await readStamp(), fingerprint)) return;
  // To load the compiler takes longer than all the rest.
  const { compileSchemas } = await import('./compile-schemas.ts');
  const stamp: Stamp = { fingerprint, files: await compileSchemas(COMPILED) };
  await writeFile(STAMP, JSON.stringify(stamp));
}

function isCurrent(stamp: Stamp | undefined, fingerprint: string): boolean {
  return stamp?.fingerprint === fingerprint && stamp.files.every((name) => existsSync(join(COMPILED, name)));
}

async function readStamp(): Promise<Stamp | undefined> {
  try {
    return JSON.parse(await readFile(STAMP, 'utf8'));
  } catch {
    return undefined;
  }
}
