import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The prefix of directories that are still being made. */
export const UNFINISHED = '.new-';

/**
 * Makes a directory that appears only when it is complete. If two processes make the same one at once, the first one
 * wins.
 * @param make fills `<unfinished>/result`; everything else in `unfinished` is removed
 */
export async function makeDirectory(target: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const unfinished = await mkdtemp(join(dirname(target), UNFINISHED));
  try {
    await make(unfinished);
    await moveInto(target, join(unfinished, 'result'));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function moveInto(target: string, source: string): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code));
    if (!isThere) throw error;
  }
}
