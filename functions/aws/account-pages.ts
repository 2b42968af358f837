import {
  type Account as Described,
  type OrganizationsClient,
  paginateListAccountsForParent,
} from '@aws-sdk/client-organizations';
import type { Account } from '../../schemas/compiled/account.js';

/** Some of the accounts directly in a root or an OU, without their place and tags. */
export interface AccountPage {
  accounts: Account[];
  /** Epoch milliseconds when the page was asked for: what it says has not changed before. */
  readAt: number;
}

/**
 * The accounts directly in a root or an OU, 20 at most for each call, which is made when the page is asked for. A page may be empty
 * although others follow.
 * @throws ParentNotFoundException when there is no such root or OU
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 */
export async function* accountsOf(client: OrganizationsClient, parentId: string): AsyncGenerator<AccountPage, void> {
  let readAt = Date.now();
  for await (const { Accounts = [] } of paginateListAccountsForParent({ client }, { ParentId: parentId })) {
    yield { accounts: Accounts.map((described) => accountFrom(described.Id ?? '', described)), readAt };
    readAt = Date.now();
  }
}

/** An account as AWS Organizations describes it, with its `State` (its retired `Status` where that is missing), and without its place. */
export function accountFrom(accountId: string, { State, Status, Name, JoinedTimestamp }: Described): Account {
  return {
    accountId,
    state: State ?? Status ?? 'UNKNOWN',
    ...(Name !== undefined && { name: Name }),
    parentIds: [],
    ...(JoinedTimestamp && { joinedAt: JoinedTimestamp.toISOString() }),
  };
}
