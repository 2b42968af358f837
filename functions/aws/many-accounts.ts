import { type OrganizationsClient, ParentNotFoundException } from '@aws-sdk/client-organizations';
import type { Account } from '../../schemas/compiled/account.js';
import { aFewAtATime } from './a-few-at-a-time.ts';
import { accountsOf } from './account-pages.ts';

/** From so many accounts on, pages are tried. */
const MANY = 10;

/** What an account that a page gives saves: DescribeAccount and ListParents. */
const SAVED_CALLS = 2;

/** For so many accounts that are left, one page may give nothing: a tenth of the calls that it takes to read each. */
const ACCOUNTS_FOR_A_LOST_PAGE = 5;

/** How accounts are read, and kept for others. */
export interface AccountReading {
  client: OrganizationsClient;
  /** What counts of what was read before. */
  readKept: (accountId: string) => Promise<Account | undefined>;
  readOne: (accountId: string) => Promise<Account>;
  /** Completes an account of a page, which says nothing of its tags, and keeps it. */
  complete: (account: Account, readAt: number) => Promise<Account>;
  /** @throws ThrottlingException when it takes too long */
  requireTime: () => void;
}

/** What was found so far, what is left, and how many calls have given nothing of late. */
interface Search {
  found: Map<string, Account>;
  left: Set<string>;
  lostCalls: number;
}

/**
 * Of many accounts, those that are kept or that pages give, with fewer calls than it takes to read each. Accounts of one request are
 * often in the same OU: one of them is read to know where it is, and the others are looked for there, as long as that pays.
 */
export async function readMany(accountIds: string[], reading: AccountReading): Promise<Map<string, Account>> {
  const search: Search = { found: new Map(), left: new Set(accountIds), lostCalls: 0 };
  if (accountIds.length < MANY) return search.found;
  await aFewAtATime(accountIds, async (accountId) => {
    const kept = await reading.readKept(accountId);
    if (kept) take(search, kept);
  });
  while (search.left.size >= MANY && isWorthIt(search)) {
    const [first = ''] = search.left;
    const account = await reading.readOne(first);
    take(search, account);
    if (account.parentIds.length === 0) search.lostCalls += 1;
    else await readNeighbours(account, search, reading);
  }
  return search.found;
}

function take({ found, left }: Search, account: Account): void {
  found.set(account.accountId, account);
  left.delete(account.accountId);
}

/** The fewer are left, the fewer calls may be lost to them, however many accounts earlier pages have given. */
function isWorthIt({ left, lostCalls }: Search): boolean {
  return lostCalls < left.size / ACCOUNTS_FOR_A_LOST_PAGE;
}

/** Takes those that are left from the pages of the OU that an account is in. */
async function readNeighbours(neighbour: Account, search: Search, reading: AccountReading): Promise<void> {
  try {
    for await (const { accounts, readAt } of accountsOf(reading.client, neighbour.parentIds[0] ?? '')) {
      const wanted = accounts.filter(({ accountId }) => search.left.has(accountId));
      const hits = wanted.map((account) => besides(neighbour, account));
      await aFewAtATime(hits, async (account) => take(search, await reading.complete(account, readAt)));
      search.lostCalls = Math.max(0, search.lostCalls + 1 - SAVED_CALLS * hits.length);
      if (!isWorthIt(search)) return;
      reading.requireTime();
    }
  } catch (error) {
    // It was removed since it held the account, and the others are looked for elsewhere.
    if (!(error instanceof ParentNotFoundException)) throw error;
    search.lostCalls += 1;
  }
}

/** An account with the place of its neighbour; one that is not ACTIVE has none. */
function besides({ parentIds, ouPath }: Account, account: Account): Account {
  return account.state === 'ACTIVE' ? { ...account, parentIds, ...(ouPath && { ouPath }) } : account;
}
