import { setTimeout as delay } from 'node:timers/promises';
import {
  AccountClient,
  DeleteAlternateContactCommand,
  GetAlternateContactCommand,
  PutAlternateContactCommand,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-account';
import { accountAddress } from '../domain/account-context.ts';
import type { Contact, ContactKey } from '../domain/contact.ts';
import { ACCOUNT_CONTEXT, GLOBAL_REGION } from '../runtime/environment.ts';

/** The state machine does the retrying: one attempt for each call. */
const account = new AccountClient({ region: GLOBAL_REGION, maxAttempts: 1 });

/** A throttled read waits this long for its turn before it is left to the state machine. */
const READ_PATIENCE_MILLISECONDS = 300;
const LONGEST_PAUSE_MILLISECONDS = 300;
const SHORTEST_PAUSE_MILLISECONDS = 50;

/**
 * The contact as AWS shows it now; a read soon after a write may still show the old one. `null` when none is set. A read
 * that is throttled is tried again for as long as the patience lasts.
 */
export async function getContact(
  key: ContactKey,
  patienceMilliseconds = READ_PATIENCE_MILLISECONDS,
): Promise<Contact | null> {
  for (const giveUpAt = Date.now() + patienceMilliseconds; ; ) {
    try {
      return await readContact(key);
    } catch (error) {
      if (!(error instanceof TooManyRequestsException) || Date.now() >= giveUpAt) throw error;
      const jitter = Math.random() * (LONGEST_PAUSE_MILLISECONDS - SHORTEST_PAUSE_MILLISECONDS);
      await delay(SHORTEST_PAUSE_MILLISECONDS + jitter);
    }
  }
}

/** Sets the whole contact. A signal that is aborted ends the call. */
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

/** Removes the contact; one that is not set is no error. A signal that is aborted ends the call. */
export async function deleteContact(key: ContactKey, abortSignal: AbortSignal): Promise<void> {
  const { client, target } = addressed(key);
  try {
    await client.send(new DeleteAlternateContactCommand(target), { abortSignal });
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

async function readContact(key: ContactKey): Promise<Contact | null> {
  const { client, target } = addressed(key);
  try {
    const { AlternateContact: found } = await client.send(new GetAlternateContactCommand(target));
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

/** Whom to ask, and how to name the contact to them. */
function addressed({ accountId, alternateContactType: AlternateContactType }: ContactKey) {
  const address = accountAddress(accountId, ACCOUNT_CONTEXT);
  const target = { AlternateContactType, ...(address.accountId && { AccountId: address.accountId }) };
  return { client: address.roleArn ? managementAccount() : account, target };
}

let managementClient: AccountClient | undefined;

/** The client of a service that has a role in the management account. */
function managementAccount(): AccountClient {
  managementClient ??= new AccountClient({
    region: GLOBAL_REGION,
    maxAttempts: 1,
    credentials: () => assumeManagementRole(),
  });
  return managementClient;
}

/** Temporary credentials of the role; the client keeps them until they expire. Most services never need them. */
async function assumeManagementRole() {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { Credentials: given } = await new STSClient({ region: GLOBAL_REGION }).send(
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
