import { AccountClient } from '@aws-sdk/client-account';
import { inParallel, putContact, type ScriptData } from './contact-change.ts';

/** What most scripts do: one write after the other, with the retries that the SDK makes unless it is told otherwise. */
export default async function loop({ changes }: ScriptData): Promise<void> {
  const client = new AccountClient({});
  await inParallel(1, changes, (change) => putContact(client, change));
}
