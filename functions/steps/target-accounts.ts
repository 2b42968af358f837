import type { Account } from '../../schemas/compiled/account.js';
import { aFewAtATime } from '../aws/a-few-at-a-time.ts';
import { readOnce } from '../aws/account-cache.ts';
import { listOrganization } from '../aws/organization-tree.ts';
import { type AccountReader, readTags, readTargets } from '../aws/organizations.ts';
import { pickTags } from '../domain/account/account-condition.ts';
import { ThrottlingException } from '../domain/errors.ts';
import { neededTraits } from '../domain/policy/policy.ts';
import { digest } from '../domain/request/digest.ts';
import { policy } from '../runtime/policy.ts';

const { tagKeys } = neededTraits(policy);

/** For more accounts, listing the whole organization takes fewer calls than looking for each of them. */
const MOST_TARGETS = 500;

/** A try that reads tags for longer leaves the rest to the next one, before its function is timed out. */
const READING_MILLISECONDS = 600_000;

/**
 * The accounts of a change set by their ids, with the tags that the policy asks about. Those that the organization lacks are missing,
 * or UNKNOWN.
 * @throws ThrottlingException when AWS Organizations lets too few calls through: the next try goes on where this one was
 */
export async function readAccountsOf(accountIds: Set<string>, reader: AccountReader): Promise<Map<string, Account>> {
  if (accountIds.size > MOST_TARGETS) return listThem(accountIds, reader);
  const changes = [...accountIds].map((accountId) => ({ accountId }));
  const accounts = await readTargets(changes, tagKeys, reader);
  return new Map(accounts.map((account) => [account.accountId, account]));
}

async function listThem(accountIds: Set<string>, reader: AccountReader): Promise<Map<string, Account>> {
  const until = Date.now() + READING_MILLISECONDS;
  const found = new Map<string, Account>();
  for await (const account of listOrganization()) {
    if (accountIds.has(account.accountId)) found.set(account.accountId, account);
    if (found.size === accountIds.size) break;
  }
  if (tagKeys.length > 0) {
    await aFewAtATime([...found.values()], async (account) => {
      found.set(account.accountId, { ...account, tags: await readNeededTags(account, reader, until) });
    });
  }
  return found;
}

/** Tens of thousands of calls take longer than a function may run, so what is read of one account is kept for the next try. */
function readNeededTags({ accountId }: Account, { name, enteredAt }: AccountReader, until: number) {
  const since = Date.parse(enteredAt);
  return readOnce(`${accountId}#tags#${digest(tagKeys)}`, { name, since }, async () => {
    if (Date.now() > until) throw new ThrottlingException('Organizations/Slow');
    return pickTags(await readTags(accountId), tagKeys);
  });
}
