import { accountText } from '../../functions/wording/account.ts';
import { counted } from '../../functions/wording/counted.ts';
import type { ListedAccount } from '../aws/organization.ts';
import { RefusedError } from '../errors.ts';
import type { AccountSelection } from '../input/account-selection.ts';
import type { Session } from './session.ts';

/** The accounts that a selection leads to. */
export interface SelectedAccounts {
  /** In the order of their ids. */
  accounts: ListedAccount[];
  leftOut: LeftOutAccount[];
}

/** An account that was selected, and why it is left out. */
export interface LeftOutAccount extends ListedAccount {
  why: string;
}

/** Each takes a call, and all callers in the organization share the quota. */
const TAGS_AT_ONCE = 4;

/**
 * The ACTIVE accounts of a selection. The management account is left out where the credentials are of another one: then
 * neither they nor, as a rule, the service can reach its contacts.
 * @throws RefusedError when an account that is named does not exist, or when no account is selected.
 */
export async function selectedAccounts(session: Session, selection: AccountSelection): Promise<SelectedAccounts> {
  const found = await find(session, selection);
  const sorted = found.toSorted((left, right) => left.accountId.localeCompare(right.accountId));
  const outOfReach = await unreachableAccount(session, selection);
  const leftOut = sorted.flatMap((account) => {
    if (account.state !== 'ACTIVE') return [{ ...account, why: `it is ${account.state}` }];
    return account.accountId === outOfReach ? [{ ...account, why: 'it is the management account' }] : [];
  });
  const accounts = sorted.filter(({ accountId }) => !leftOut.some((each) => each.accountId === accountId));
  if (accounts.length === 0)
    throw new RefusedError(
      ['there is no ACTIVE account among those that --account, --ou or --tag select', ...leftOut.map(leftOutLine)].join(
        '; ',
      ),
    );
  return { accounts, leftOut };
}

/** `! 2 accounts left out: 555555555555 (Old shop) because it is SUSPENDED, …` */
export function leftOutText(leftOut: LeftOutAccount[]): string {
  return `! ${counted(leftOut.length, 'account')} left out: ${leftOut.map(leftOutLine).join(', ')}`;
}

function leftOutLine({ why, ...account }: LeftOutAccount): string {
  return `${accountText(account)} because ${why}`;
}

async function find({ aws }: Session, selection: AccountSelection): Promise<ListedAccount[]> {
  if (selection === 'all') return aws.listAccounts();
  if ('ou' in selection) return aws.listAccountsBeneath(selection.ou);
  if ('accountIds' in selection) {
    return Promise.all([...new Set(selection.accountIds)].map((accountId) => aws.describeAccount(accountId)));
  }
  return accountsWithTag(aws, selection.tag);
}

async function accountsWithTag(
  aws: Session['aws'],
  { key, value }: { key: string; value: string },
): Promise<ListedAccount[]> {
  const all = await aws.listAccounts();
  const tagged: ListedAccount[] = [];
  for (let first = 0; first < all.length; first += TAGS_AT_ONCE) {
    const next = all.slice(first, first + TAGS_AT_ONCE);
    const tags = await Promise.all(next.map(({ accountId }) => aws.tagsOf(accountId)));
    tagged.push(...next.filter((_, index) => tags[index]?.[key] === value));
  }
  return tagged;
}

/** The id of the management account if it was not named, and only its own credentials can reach it. */
async function unreachableAccount({ aws }: Session, selection: AccountSelection): Promise<string | undefined> {
  const isNamed = typeof selection === 'object' && 'accountIds' in selection;
  return isNamed ? undefined : aws.foreignManagementAccount();
}
