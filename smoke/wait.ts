import { setTimeout as delay } from 'node:timers/promises';
import { SmokeError } from './errors.ts';

export interface Patience {
  /** Stops waiting. */
  signal: AbortSignal;
  /** Default 120. */
  seconds?: number;
  /** Between two looks. Default 500. */
  everyMs?: number;
}

/**
 * Waits until `find` finds something.
 * @param what is awaited, for the error
 * @throws SmokeError when it takes too long
 */
export async function until<T>(what: string, patience: Patience, find: () => Promise<T | undefined>): Promise<T> {
  const { signal, seconds = 120, everyMs = 500 } = patience;
  for (const giveUpAt = Date.now() + seconds * 1000; Date.now() < giveUpAt; ) {
    signal.throwIfAborted();
    const found = await find();
    if (found !== undefined) return found;
    await delay(everyMs, undefined, { signal });
  }
  throw new SmokeError(`There was no ${what} within ${seconds} seconds`);
}
