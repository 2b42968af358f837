import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../../../functions/domain/contact/contact.ts';
import { durationText } from '../../../functions/wording/time.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ListedAccount } from '../../aws/organization.ts';
import { AwsCallError, RefusedError } from '../../errors.ts';
import { barText } from '../../output/bar.ts';
import type { AccountContacts } from '../../output/contact-csv.ts';
import { type LeftOutAccount, leftOutText } from '../selected-accounts.ts';
import type { Session } from '../session.ts';

/** What could be read. */
export interface ReadContacts {
  accounts: AccountContacts[];
  /** Accounts that AWS does not let the caller read, such as one that was created a moment ago. */
  unreadable: LeftOutAccount[];
}

/**
 * Half of the quota of GetAlternateContact, 10 a second, which all callers in the account share.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/quotas.html
 */
const MILLISECONDS_PER_READ = 200;

/** If this many accounts were denied before any could be read, so will be the others. */
const DENIED_AT_FIRST = 3;

/** Reads all contacts of accounts, one at a time and not faster than half of the quota, with a bar that shows how far it is. */
export async function readContacts(session: Session, accounts: ListedAccount[]): Promise<ReadContacts> {
  const bar = session.isJson ? undefined : session.terminal.progress(progressText(0, accounts.length));
  const pace = paced(session);
  const read: ReadContacts = { accounts: [], unreadable: [] };
  try {
    for (const account of accounts) {
      const contacts = await readAccount(session, account, pace).catch(deniedError);
      if (contacts instanceof AwsCallError) read.unreadable.push(unreadable(account, contacts, read));
      else read.accounts.push(contacts);
      bar?.say(progressText(read.accounts.length + read.unreadable.length, accounts.length));
    }
    if (read.accounts.length === 0) throw new RefusedError(`no account could be read: ${leftOutText(read.unreadable)}`);
    return read;
  } finally {
    bar?.stop();
  }
}

async function readAccount(
  { aws }: Session,
  { accountId }: ListedAccount,
  pace: () => Promise<void>,
): Promise<AccountContacts> {
  const readContact = await aws.contactsOf(accountId);
  const contacts: Record<AlternateContactType, Contact | null> = { BILLING: null, OPERATIONS: null, SECURITY: null };
  for (const type of ALTERNATE_CONTACT_TYPES) {
    await pace();
    contacts[type] = await readContact(type);
  }
  return { accountId, contacts };
}

/** @throws AwsCallError when so many are denied at first that it is no matter of the account. */
function unreadable(account: ListedAccount, error: AwsCallError, read: ReadContacts): LeftOutAccount {
  if (read.accounts.length === 0 && read.unreadable.length + 1 >= DENIED_AT_FIRST) throw error;
  return { ...account, why: `${error.action} was denied` };
}

/** @throws the error, if it is anything but that the caller may not read this account. */
function deniedError(error: unknown): AwsCallError {
  const { cause } = error instanceof AwsCallError ? error : {};
  if (error instanceof AwsCallError && cause instanceof Error && cause.name === 'AccessDeniedException') return error;
  throw error;
}

/** Waits until a read may start: the next one may a fifth of a second later. */
function paced({ now, sleep }: Session): () => Promise<void> {
  let next = now().getTime();
  return async () => {
    const wait = next - now().getTime();
    if (wait > 0) await sleep(wait);
    next = now().getTime() + MILLISECONDS_PER_READ;
  };
}

/** `████████░░░░░░░░░░░░░░░░ 4 of 12 accounts, 4 seconds left` */
function progressText(done: number, total: number): string {
  const left = durationText((total - done) * ALTERNATE_CONTACT_TYPES.length * MILLISECONDS_PER_READ);
  return `${barText(done, total)} ${done} of ${total} accounts, ${left} left`;
}
