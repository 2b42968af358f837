import { AccountClient } from '@aws-sdk/client-account';
import { inParallel, putContact, type ScriptData } from './contact-change.ts';

/** Ten writes at a time, with the retries that the SDK makes unless it is told otherwise. */
export default async function tenInParallel({ changes }: ScriptData): Promise<void> {
  const client = new AccountClient({});
  await inParallel(10, changes, (change) => putContact(client, change));
}
