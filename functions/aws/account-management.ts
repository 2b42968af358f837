import {
  AccountClient,
  DeleteAlternateContactCommand,
  GetAlternateContactCommand,
  PutAlternateContactCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-account';
import { type AccountContext, addressedAccountId } from '../domain/account-context.ts';
import type { Contact, ContactKey } from '../domain/contact.ts';
import { environmentVariable, GLOBAL_REGION } from '../runtime/environment.ts';

/** The state machine does the retrying: one attempt for each call. */
const account = new AccountClient({ region: GLOBAL_REGION, maxAttempts: 1 });
const context: AccountContext = {
  accountId: environmentVariable('SERVICE_ACCOUNT_ID'),
  managementAccountId: environmentVariable('MANAGEMENT_ACCOUNT_ID'),
};

/** The contact as AWS shows it now; a read soon after a write may still show the old one. `null` when none is set. */
export async function getContact(key: ContactKey): Promise<Contact | null> {
  try {
    const { AlternateContact: found } = await account.send(new GetAlternateContactCommand(target(key)));
    if (!found) return null;
    return {
      name: found.Name ?? '',
      title: found.Title ?? '',
      emailAddress: found.EmailAddress ?? '',
      phoneNumber: found.PhoneNumber ?? '',
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

/** Sets the whole contact. */
export async function putContact(key: ContactKey, contact: Contact): Promise<void> {
  await account.send(
    new PutAlternateContactCommand({
      ...target(key),
      Name: contact.name,
      Title: contact.title,
      EmailAddress: contact.emailAddress,
      PhoneNumber: contact.phoneNumber,
    }),
  );
}

/** Removes the contact; one that is not set is no error. */
export async function deleteContact(key: ContactKey): Promise<void> {
  try {
    await account.send(new DeleteAlternateContactCommand(target(key)));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

function target({ accountId, alternateContactType: AlternateContactType }: ContactKey) {
  const AccountId = addressedAccountId(accountId, context);
  return AccountId === undefined ? { AlternateContactType } : { AlternateContactType, AccountId };
}
