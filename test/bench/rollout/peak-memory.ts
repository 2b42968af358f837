import { residentMemory } from './memory.ts';

const EVERY_MS = 500;

/** Watches the memory of a process and its descendants until `stop` is called; the peak is in bytes. */
export function watchMemory(pid: number): { peak(): number; stop(): void } {
  let peak = 0;
  const timer = setInterval(async () => {
    peak = Math.max(peak, (await residentMemory(pid)) || 0);
  }, EVERY_MS);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}
