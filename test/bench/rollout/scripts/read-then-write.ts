import { AccountClient } from '@aws-sdk/client-account';
import { inParallel, isSet, putContact, type ScriptData } from './contact-change.ts';

/** Enough that the SDK gives up late. */
const ATTEMPTS = 10;

/** The fastest that scripts do: ten at a time, each of which reads a contact and writes it if it is another, with patience. */
export default async function readThenWrite({ changes }: ScriptData): Promise<void> {
  const client = new AccountClient({ maxAttempts: ATTEMPTS });
  await inParallel(10, changes, async (change) => {
    if (!(await isSet(client, change))) await putContact(client, change);
  });
}
