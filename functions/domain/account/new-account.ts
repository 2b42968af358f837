import type { Account } from '../../../schemas/compiled/account.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { TargetContact } from '../../../schemas/compiled/target-contact.js';
import { contactKey } from '../contact/contact.ts';
import { withoutQuotations } from '../contact/redaction.ts';
import { AccountNotReadyError } from '../errors.ts';

/** For a day after an account has joined, AWS may still be setting it up, and deny what it will allow. */
const NEW_MILLISECONDS = 86_400_000;

/** The keys of contacts, each with when its account joined if that was less than a day ago. */
export function targetContacts(contacts: ContactKey[], accounts: Account[], now: number): TargetContact[] {
  const joinedAtOf = new Map(accounts.map(({ accountId, joinedAt }) => [accountId, joinedAt]));
  return contacts.map((contact) => {
    const joinedAt = joinedAtOf.get(contact.accountId);
    return { ...contactKey(contact), ...(isNew(joinedAt, now) && joinedAt !== undefined && { joinedAt }) };
  });
}

/** What an error of Account Management means: for a new account, a denial only means that it is not ready. */
export function errorOfAccount(
  error: unknown,
  { accountId, joinedAt }: { accountId: string; joinedAt?: string | undefined },
  now: number,
): unknown {
  const isDenial = error instanceof Error && error.name === 'AccessDeniedException';
  if (!isDenial || !isNew(joinedAt, now)) return error;
  const message = `the account ${accountId} is new, and AWS still denies access to its contacts: ${withoutQuotations(error.message)}`;
  return new AccountNotReadyError(message, { cause: error });
}

function isNew(joinedAt: string | undefined, now: number): boolean {
  return joinedAt !== undefined && now - Date.parse(joinedAt) < NEW_MILLISECONDS;
}
