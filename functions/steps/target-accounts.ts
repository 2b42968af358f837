import type { Account } from '../../schemas/compiled/account.js';
import { aFewAtATime } from '../aws/a-few-at-a-time.ts';
import { listOrganization } from '../aws/organization-tree.ts';
import { type AccountReader, readTags, readTargets } from '../aws/organizations.ts';
import { pickTags } from '../domain/account/account-condition.ts';
import { neededTraits } from '../domain/policy/policy.ts';
import { policy } from '../runtime/policy.ts';

const { tagKeys } = neededTraits(policy);

/** For more accounts, listing the whole organization takes fewer calls than looking for each of them. */
const MOST_TARGETS = 500;

/** The accounts of a change set by their ids, with the tags that the policy asks about. Those that the organization lacks are missing, or UNKNOWN. */
export async function readAccountsOf(accountIds: Set<string>, reader: AccountReader): Promise<Map<string, Account>> {
  if (accountIds.size > MOST_TARGETS) return listThem(accountIds);
  const changes = [...accountIds].map((accountId) => ({ accountId }));
  const accounts = await readTargets(changes, tagKeys, reader);
  return new Map(accounts.map((account) => [account.accountId, account]));
}

async function listThem(accountIds: Set<string>): Promise<Map<string, Account>> {
  const found = new Map<string, Account>();
  for await (const account of listOrganization()) {
    if (accountIds.has(account.accountId)) found.set(account.accountId, account);
    if (found.size === accountIds.size) break;
  }
  if (tagKeys.length > 0) {
    await aFewAtATime(found.values(), async (account) => {
      const tags = pickTags(await readTags(account.accountId), tagKeys);
      found.set(account.accountId, { ...account, tags });
    });
  }
  return found;
}
