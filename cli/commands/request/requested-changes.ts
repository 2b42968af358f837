import type { ListedAccount } from '../../aws/organization.ts';
import { selectionOf } from '../../input/account-selection.ts';
import { type CanonicalChanges, canonicalChanges } from '../../input/canonical-changes.ts';
import { readChangeFile } from '../../input/change-file.ts';
import { changeByFlags } from '../../input/change-flags.ts';
import { FLAG_PLACES } from '../../input/changes.ts';
import { checkedRequest, type RequestHead } from '../../input/check-request.ts';
import { type LeftOutAccount, selectedAccounts } from '../selected-accounts.ts';
import type { Session } from '../session.ts';
import type { RequestOptions } from './options.ts';

/** The changes that the command line or a file asks for, and the accounts that it selects and that are left out. */
export interface RequestedChanges extends CanonicalChanges {
  /** Those of which AWS Organizations has told the name. */
  accounts: ListedAccount[];
  leftOutAccounts: LeftOutAccount[];
}

/** Stands for an account while the other flags are checked. */
const ANY_ACCOUNT = '000000000000';

export async function requestedChanges(
  session: Session,
  head: RequestHead,
  options: RequestOptions,
): Promise<RequestedChanges> {
  const { file, format, account } = options;
  if (file !== undefined) {
    const written = await readChangeFile({ path: file, format, account, readStdin: session.readStdin });
    return { ...canonicalChanges(written), accounts: [], leftOutAccounts: [] };
  }
  const selection = selectionOf(options);
  const changeOf = (accountId: string | undefined) =>
    changeByFlags({ ...options, ...(accountId !== undefined && { account: accountId }) });
  if (!selection) return { ...byFlags([changeOf(account)]), accounts: [], leftOutAccounts: [] };
  // Wrong flags are reported before the organization is asked.
  checkedRequest(head, byFlags([changeOf(ANY_ACCOUNT)]));
  const { accounts, leftOut } = await selectedAccounts(session, selection);
  return { ...byFlags(accounts.map(({ accountId }) => changeOf(accountId))), accounts, leftOutAccounts: leftOut };
}

function byFlags(changes: object[]): CanonicalChanges {
  return canonicalChanges({ changes, places: FLAG_PLACES });
}
