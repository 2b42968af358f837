import { processTree } from '../rollout/memory.ts';
import type { Point } from '../statistics.ts';

const EVERY_MS = 2_000;

/** Memory over one run of the stack: minutes since its start, and megabytes. */
export interface Life {
  /** The process of the embedded AWS. */
  stack: Point[];
  /** The process in which the functions have their threads. */
  functions: Point[];
}

/** Samples the memory of a stack, by the id of its process, until `stop` is called. */
export function sampleMemory(pid: number): { life: Life; stop: () => void } {
  const life: Life = { stack: [], functions: [] };
  const startedAt = performance.now();
  const timer = setInterval(() => void sample(pid, life, startedAt), EVERY_MS);
  return { life, stop: () => clearInterval(timer) };
}

async function sample(pid: number, life: Life, startedAt: number): Promise<void> {
  const processes = await processTree(pid);
  const minutes = (performance.now() - startedAt) / 60_000;
  const megabytes = (own: boolean) =>
    processes.reduce((sum, { id, bytes }) => ((id === pid) === own ? sum + bytes / 1e6 : sum), 0);
  if (processes.length === 0) return;
  life.stack.push([minutes, megabytes(true)]);
  life.functions.push([minutes, megabytes(false)]);
}
