import { setTimeout as delay } from 'node:timers/promises';
import { AccountClient } from '@aws-sdk/client-account';
import { inParallel, isSet, putContact, type ScriptData } from './contact-change.ts';

const TRIES = 20;
/** The pauses of the AWS SDK for Python. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

/**
 * The fastest that scripts do: ten at a time, each of which reads a contact and writes it if it is another. The SDK soon stops to
 * retry when many calls are throttled, so this one does it itself, with pauses that grow and vary.
 */
export default async function readThenWrite({ changes }: ScriptData): Promise<void> {
  const client = new AccountClient({ maxAttempts: 1 });
  await inParallel(10, changes, async (change) => {
    const isAsWanted = await patiently(() => isSet(client, change));
    if (!isAsWanted) await patiently(() => putContact(client, change));
  });
}

async function patiently<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call();
    } catch (error) {
      const isThrottled = error instanceof Error && error.name === 'TooManyRequestsException';
      if (!isThrottled || tried === TRIES) throw error;
      await delay(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tried - 1)));
    }
  }
}
