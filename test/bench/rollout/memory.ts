import { readdir, readFile } from 'node:fs/promises';

const KILOBYTE = 1024;

/**
 * The resident memory of a process and all its descendants, in bytes. Shared pages count once per process. NaN where there
 * is no /proc.
 */
export async function residentMemory(pid: number): Promise<number> {
  const processes = await processTree(pid);
  return processes.length === 0 ? Number.NaN : processes.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A process and all its descendants; nothing where there is no /proc. */
export async function processTree(pid: number): Promise<Process[]> {
  const processes = await readProcesses();
  const members = new Set([pid]);
  // A child may have a lower id than its parent, so one pass is not enough.
  for (let before = 0; before < members.size; ) {
    before = members.size;
    for (const { id, parent } of processes) if (members.has(parent)) members.add(id);
  }
  return processes.filter(({ id }) => members.has(id));
}

/** A process, and its resident memory in bytes. */
export interface Process {
  id: number;
  parent: number;
  bytes: number;
}

async function readProcesses(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => []);
  const read = names.filter((name) => /^\d+$/.test(name)).map(readProcess);
  return (await Promise.all(read)).filter((found) => found !== undefined);
}

/** `undefined` when the process has just ended. */
async function readProcess(name: string): Promise<Process | undefined> {
  const text = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
  const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return text ? { id: Number(name), parent: field('PPid'), bytes: field('VmRSS') * KILOBYTE } : undefined;
}
