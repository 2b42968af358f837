import {
  AccountClient,
  DeleteAlternateContactCommand,
  PutAlternateContactCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-account';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { accountAddress } from '../domain/account/account-context.ts';
import { ACCOUNT_CONTEXT } from '../runtime/environment.ts';
import { type ContactTarget, readAlternateContact } from './alternate-contact.ts';
import { namingFaults } from './service-faults.ts';

/** The state machine does the retrying, so each call is one attempt. */
const account = namingFaults(new AccountClient({ maxAttempts: 1 }));

/** The contact as AWS shows it now, `null` when none is set. */
export async function getContact(key: ContactKey, abortSignal?: AbortSignal): Promise<Contact | null> {
  const { client, target } = addressed(key);
  return readAlternateContact(client, target, abortSignal && { abortSignal });
}

/** Sets the whole contact. */
export async function putContact(key: ContactKey, contact: Contact, abortSignal: AbortSignal): Promise<void> {
  const { client, target } = addressed(key);
  await client.send(
    new PutAlternateContactCommand({
      ...target,
      Name: contact.name,
      Title: contact.title,
      EmailAddress: contact.emailAddress,
      PhoneNumber: contact.phoneNumber,
    }),
    { abortSignal },
  );
}

/** Removes the contact; if none is set, there is nothing to do. */
export async function deleteContact(key: ContactKey, abortSignal: AbortSignal): Promise<void> {
  const { client, target } = addressed(key);
  try {
    await client.send(new DeleteAlternateContactCommand(target), { abortSignal });
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/** Which client to use for an account, and how to name the contact to it. */
function addressed({ accountId, alternateContactType: AlternateContactType }: ContactKey): {
  client: AccountClient;
  target: ContactTarget;
} {
  const address = accountAddress(accountId, ACCOUNT_CONTEXT);
  const target = { AlternateContactType, ...(address.accountId && { AccountId: address.accountId }) };
  return { client: address.roleArn ? managementAccount() : account, target };
}

let managementClient: AccountClient | undefined;

/** The client of a service that acts through a role in the management account. */
function managementAccount(): AccountClient {
  managementClient ??= namingFaults(new AccountClient({ maxAttempts: 1, credentials: () => assumeManagementRole() }));
  return managementClient;
}

/**
 * Temporary credentials of the role; the client keeps them until they expire. STS is imported statically, although most
 * deployments never call it: for a late `import()`, esbuild wraps all modules that the clients share, which costs more.
 */
async function assumeManagementRole() {
  const { Credentials: given } = await namingFaults(new STSClient({})).send(
    new AssumeRoleCommand({ RoleArn: ACCOUNT_CONTEXT.managementRoleArn, RoleSessionName: 'alternate-contacts' }),
  );
  if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error('AWS STS gave no credentials');
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken && { sessionToken: given.SessionToken }),
    ...(given.Expiration && { expiration: given.Expiration }),
  };
}
