import { type AccountClient, GetAlternateContactCommand, ResourceNotFoundException } from '@aws-sdk/client-account';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { AlternateContactType } from '../domain/contact/contact.ts';

/** How Account Management names a contact; without an AccountId it is the caller's own. */
export interface ContactTarget {
  AccountId?: string;
  AlternateContactType: AlternateContactType;
}

/**
 * The contact as AWS shows it now, `null` when none is set. A read soon after a write may still show the old one.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
 */
export async function readAlternateContact(
  client: AccountClient,
  target: ContactTarget,
  options: { abortSignal?: AbortSignal } = {},
): Promise<Contact | null> {
  try {
    const { AlternateContact: found } = await client.send(new GetAlternateContactCommand(target), options);
    if (!found) return null;
    const {
      Name: name = '',
      Title: title = '',
      EmailAddress: emailAddress = '',
      PhoneNumber: phoneNumber = '',
    } = found;
    return { name, title, emailAddress, phoneNumber };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}
