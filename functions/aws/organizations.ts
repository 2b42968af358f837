import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Account } from '../../schemas/compiled/account.js';
import { pickTags } from '../domain/account/account-condition.ts';
import { ACCOUNT_CONTEXT } from '../runtime/environment.ts';
import { isRoot, readParentId, readUnitName, readTags as tags } from './account-traits.ts';
import { namingFaults } from './service-faults.ts';

/** AWS Organizations throttles whoever reads some hundred accounts in a row, so each call is tried for about ten seconds. */
const organizations = namingFaults(new OrganizationsClient({ maxAttempts: 6 }));

/** For so long a name of an OU may be out of date. Its parent never is: an OU cannot be moved. */
const UNIT_MILLISECONDS = 300_000;

/** For so long an account that was read for a task counts for the next tries of this task. */
const READ_AHEAD_MILLISECONDS = 600_000;

/** The name that AWS gives to every root. */
const ROOT_NAME = 'Root';

/** An OU: its name, and the id of what it is in. */
interface Unit {
  name: string;
  parentId: string;
}

/**
 * An account with its `State` (its retired `Status` where that is missing), `UNKNOWN` when the organization has no such
 * account, and when it is ACTIVE with its place in the organization. Outside an organization, only the service's own account
 * is known, and has neither name nor place.
 */
export async function readAccount(accountId: string): Promise<Account> {
  const state = accountId === ACCOUNT_CONTEXT.accountId ? 'ACTIVE' : 'UNKNOWN';
  return orOutside(readMember(accountId), { accountId, state, parentIds: [] });
}

/** The tags of an account; none outside an organization. */
export async function readTags(accountId: string): Promise<Record<string, string>> {
  return orOutside(tags(organizations, accountId), {});
}

/** An account and, when it is ACTIVE, its tags with these keys. */
async function readAccountWithTags(accountId: string, tagKeys: string[]): Promise<Account> {
  const account = await readAccount(accountId);
  if (account.state !== 'ACTIVE' || tagKeys.length === 0) return account;
  return { ...account, tags: pickTags(await readTags(accountId), tagKeys) };
}

/**
 * The accounts of these changes, each once, ACTIVE ones with these tags. One after the other: 100 at once would exceed the
 * quota of AWS Organizations. If it fails on the way, the next try of the task goes on from there.
 * @param task names what reads them, so that nobody else gets what it has read
 */
export async function readTargets(
  changes: { accountId: string }[],
  tagKeys: string[],
  task: string,
): Promise<Account[]> {
  const accountIds = [...new Set(changes.map(({ accountId }) => accountId))];
  const read = readAhead(task);
  for (const accountId of accountIds) {
    if (!read.has(accountId))
      read.set(accountId, { account: await readAccountWithTags(accountId, tagKeys), readAt: Date.now() });
  }
  unfinished.delete(task);
  return accountIds.flatMap((accountId) => read.get(accountId)?.account ?? []);
}

type ReadAccounts = Map<string, { account: Account; readAt: number }>;

/** What tasks that have failed on the way had read by then. */
const unfinished = new Map<string, ReadAccounts>();

/** What earlier tries of a task have read lately. What nobody may use any more is forgotten. */
function readAhead(task: string): ReadAccounts {
  for (const [name, accounts] of unfinished) {
    for (const [accountId, { readAt }] of accounts) {
      if (Date.now() - readAt >= READ_AHEAD_MILLISECONDS) accounts.delete(accountId);
    }
    if (accounts.size === 0) unfinished.delete(name);
  }
  const read = unfinished.get(task) ?? new Map();
  unfinished.set(task, read);
  return read;
}

async function readMember(accountId: string): Promise<Account> {
  const account = await describeAccount(accountId);
  return account.state === 'ACTIVE' ? { ...account, ...(await readPlace(accountId)) } : account;
}

async function describeAccount(accountId: string): Promise<Account> {
  try {
    const { Account: account } = await organizations.send(new DescribeAccountCommand({ AccountId: accountId }));
    const { State, Status, Name, JoinedTimestamp } = account ?? {};
    return {
      accountId,
      state: State ?? Status ?? 'UNKNOWN',
      ...(Name !== undefined && { name: Name }),
      parentIds: [],
      ...(JoinedTimestamp && { joinedAt: JoinedTimestamp.toISOString() }),
    };
  } catch (error) {
    if (error instanceof AccountNotFoundException) return { accountId, state: 'UNKNOWN', parentIds: [] };
    throw error;
  }
}

async function readPlace(accountId: string): Promise<Pick<Account, 'parentIds' | 'ouPath'>> {
  const parentIds = [await readParentId(organizations, accountId)];
  const names: string[] = [];
  for (let [id = ''] = parentIds; !isRoot(id); ) {
    const { name, parentId } = await readUnit(id);
    names.unshift(name);
    parentIds.push(parentId);
    id = parentId;
  }
  return { parentIds, ouPath: [ROOT_NAME, ...names] };
}

const units = new Map<string, { unit: Unit; readAt: number }>();

/** Remembers OUs, because many accounts share a few of them. */
async function readUnit(unitId: string): Promise<Unit> {
  const known = units.get(unitId);
  if (known && Date.now() - known.readAt < UNIT_MILLISECONDS) return known.unit;
  const name = await readUnitName(organizations, unitId);
  const unit = { name, parentId: await readParentId(organizations, unitId) };
  units.set(unitId, { unit, readAt: Date.now() });
  return unit;
}

/** The answer of AWS Organizations, or `outside` where there is no organization. */
async function orOutside<Answer>(answer: Promise<Answer>, outside: Answer): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return outside;
    throw error;
  }
}
