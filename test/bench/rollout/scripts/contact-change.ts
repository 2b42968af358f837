import { type AccountClient, GetAlternateContactCommand, PutAlternateContactCommand } from '@aws-sdk/client-account';
import type { Change } from '../../../../schemas/compiled/change-request.js';

/** What a script gets to do; all of them are writes. */
export interface ScriptData {
  changes: Change[];
}

/** Sets a contact. */
export async function putContact(client: AccountClient, change: Change): Promise<void> {
  if (change.action !== 'PUT') throw new TypeError('a script only puts contacts');
  const { name, title, emailAddress, phoneNumber } = change.contact;
  await client.send(
    new PutAlternateContactCommand({
      AccountId: change.accountId,
      AlternateContactType: change.alternateContactType,
      Name: name,
      Title: title,
      EmailAddress: emailAddress,
      PhoneNumber: phoneNumber,
    }),
  );
}

/** Whether a contact is already as it should be. */
export async function isSet(client: AccountClient, change: Change): Promise<boolean> {
  const { accountId: AccountId, alternateContactType: AlternateContactType } = change;
  try {
    const { AlternateContact } = await client.send(new GetAlternateContactCommand({ AccountId, AlternateContactType }));
    return change.action === 'PUT' && AlternateContact?.EmailAddress === change.contact.emailAddress;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** Works on all changes, so many at a time, and goes on with the next when one fails for good. */
export async function inParallel(
  workers: number,
  changes: Change[],
  work: (change: Change) => Promise<void>,
): Promise<void> {
  const left = changes.toReversed();
  const workOff = async () => {
    for (let next = left.pop(); next; next = left.pop()) await work(next).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: workers }, workOff));
}
