import { setTimeout as delay } from 'node:timers/promises';
import type { TestStack } from '../../integration/stack.ts';
import { residentMemory } from './memory.ts';

const EVERY_MS = 500;

/** How a stack behaved while it worked. */
export interface Seen {
  /** Of all its processes together, in bytes. */
  peakMemory: number;
  /** Milliseconds that each answer took. */
  health: number[];
  page: number[];
}

/** Watches a stack's memory, and how long a person waits for a page, until `stop` is called. */
export function watch(stack: TestStack, pageUrl: string): { seen: Seen; stop: () => Promise<void> } {
  const seen: Seen = { peakMemory: 0, health: [], page: [] };
  const stopped = new AbortController();
  const look = async () => {
    while (!stopped.signal.aborted) {
      seen.health.push(await answerTime(`${stack.client.endpoint}/_local/health`));
      seen.page.push(await answerTime(pageUrl));
      seen.peakMemory = Math.max(seen.peakMemory, await residentMemory(stack.process.pid ?? 0));
      await delay(EVERY_MS);
    }
  };
  const looking = look();
  return {
    seen,
    stop: async () => {
      stopped.abort();
      await looking;
    },
  };
}

/** @throws Error when the answer's status is not 2xx */
async function answerTime(url: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return performance.now() - startedAt;
}
