import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

/**
 * Tries something until it works: the stack may be away for a moment.
 * @throws Error when it has not worked for two minutes
 */
export async function patiently<Result>(what: string, attempt: () => Promise<Result>): Promise<Result> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await delay(PAUSE_MS)) {
    try {
      return await attempt();
    } catch (cause) {
      if (Date.now() > giveUpAt) throw new Error(`${what}: in vain for two minutes`, { cause });
    }
  }
}
