import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { UsageError } from '../../errors.ts';

/** Contacts are personal data: nobody else may read a file that is new. */
const OWNER_ONLY = 0o600;

/**
 * Reading may take minutes: a path that cannot be written is refused before.
 * @throws UsageError
 */
export async function checkWritable(path: string): Promise<void> {
  await orRefuse(path, access(dirname(path), constants.W_OK));
}

/** @throws UsageError when the file cannot be written. */
export async function writeText(path: string, text: string): Promise<void> {
  await orRefuse(path, writeFile(path, text, { mode: OWNER_ONLY }));
}

async function orRefuse(path: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`cannot write ${visibleLine(path)}: ${code === 'ENOENT' ? 'there is no such folder' : code}`);
  }
}
