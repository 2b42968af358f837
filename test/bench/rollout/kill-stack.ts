import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestStack } from '../../integration/stack.ts';
import { processTree } from './memory.ts';

const LOCAL_DIR = resolve(import.meta.dirname, '../../../.local');

/** Kills all processes of a stack at once, without any warning. */
export async function killStack({ process: child }: TestStack): Promise<void> {
  const closed = once(child, 'close');
  for (const { id } of await processTree(child.pid ?? 0)) endNow(id);
  await closed;
  await removeLeftovers(child.pid ?? 0);
}

function endNow(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** What was killed could not remove the directory of its run. */
async function removeLeftovers(pid: number): Promise<void> {
  const left = (await readdir(LOCAL_DIR)).filter((name) => name.startsWith(`run-${pid}-`));
  await Promise.all(left.map((name) => rm(join(LOCAL_DIR, name), { recursive: true, force: true })));
}
