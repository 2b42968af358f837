import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Account } from '../../schemas/compiled/account.js';
import { pickTags } from '../domain/account/account-condition.ts';
import { ThrottlingException } from '../domain/errors.ts';
import { digest } from '../domain/request/digest.ts';
import { ACCOUNT_CONTEXT } from '../runtime/environment.ts';
import { aFewAtATime } from './a-few-at-a-time.ts';
import { keepAnswer, type Reader, readKept, readOnce } from './account-cache.ts';
import { accountFrom } from './account-pages.ts';
import { isRoot, readParentId, readUnitName, readTags as tags } from './account-traits.ts';
import { type AccountReading, readMany } from './many-accounts.ts';
import { namingFaults } from './service-faults.ts';

/** AWS Organizations throttles whoever reads some hundred accounts in a row, so each call is tried for about ten seconds. */
const organizations = namingFaults(new OrganizationsClient({ maxAttempts: 6 }));

/** For so long a name of an OU may be out of date. Its parent never is: an OU cannot be moved. */
const UNIT_MILLISECONDS = 300_000;

/** For so long what was read of an account counts for others, whom it may concern that the account has moved since. */
const ACCOUNT_MILLISECONDS = 60_000;

/** For so long it counts for the task that has read it. */
const TASK_MILLISECONDS = 600_000;

/** A task that reads for longer leaves the rest to its next try, before its function is timed out. */
const READING_MILLISECONDS = 30_000;

/** The name that AWS gives to every root. */
const ROOT_NAME = 'Root';

/** An OU: its name, and the id of what it is in. */
interface Unit {
  name: string;
  parentId: string;
}

type UnitReader = (unitId: string) => Promise<Unit>;

/**
 * An account with its `State` (its retired `Status` where that is missing), `UNKNOWN` when the organization has no such
 * account, and when it is ACTIVE with its place in the organization. Outside an organization, only the service's own account
 * is known, and has neither name nor place.
 */
export function readAccount(accountId: string): Promise<Account> {
  return readAccountUnder(accountId, readRememberedUnit);
}

function readAccountUnder(accountId: string, unitReader: UnitReader): Promise<Account> {
  const state = accountId === ACCOUNT_CONTEXT.accountId ? 'ACTIVE' : 'UNKNOWN';
  return orOutside(readMember(accountId, unitReader), { accountId, state, parentIds: [] });
}

/** The tags of an account; none outside an organization. */
export async function readTags(accountId: string): Promise<Record<string, string>> {
  return orOutside(tags(organizations, accountId), {});
}

/** Who reads accounts, and what counts of what was read of them before. */
export interface AccountReader {
  /** The function that asks, such as `validate-request`. */
  name: string;
  /** When its state was entered, in ISO 8601: what is read from then on counts for all tries. */
  enteredAt: string;
  /** Whether AWS has just reported a change: what was read before does not count. */
  isNews?: boolean;
}

/**
 * The accounts of these changes, each once, ACTIVE ones with these tags. What was read in the last minute counts, and for the next
 * try of a task all that it has read.
 * @throws ThrottlingException when AWS Organizations lets too few calls through
 */
export async function readTargets(
  changes: { accountId: string }[],
  tagKeys: string[],
  { name, ...entered }: AccountReader,
): Promise<Account[]> {
  const accountIds = [...new Set(changes.map(({ accountId }) => accountId))];
  const reading = readingFor(tagKeys, { name, since: countsSince(entered, Date.now()) });
  const found = await readMany(accountIds, reading);
  const left = accountIds.filter((accountId) => !found.has(accountId));
  await aFewAtATime(left, async (accountId) => {
    found.set(accountId, await reading.readOne(accountId));
  });
  return accountIds.flatMap((accountId) => found.get(accountId) ?? []);
}

/** What is read for a task that AWS Organizations keeps waiting counts longer, or it would never have read everything. */
function countsSince({ enteredAt, isNews = false }: Omit<AccountReader, 'name'>, now: number): number {
  const entered = Math.min(now, Date.parse(enteredAt));
  return isNews ? entered : Math.max(entered - ACCOUNT_MILLISECONDS, now - TASK_MILLISECONDS);
}

/** How a task that begins now reads accounts with these tags. What is kept of them depends on the tags. */
function readingFor(tagKeys: string[], reader: Reader): AccountReading {
  const begunAt = Date.now();
  const keptAs = (accountId: string) => (tagKeys.length > 0 ? `${accountId}#${digest(tagKeys)}` : accountId);
  const readKeptUnit: UnitReader = (unitId) =>
    readOnce(unitId, { ...reader, since: Date.now() - UNIT_MILLISECONDS }, () => readUnit(unitId));
  const withTags = async (account: Account): Promise<Account> => {
    if (!isActive(account) || tagKeys.length === 0) return account;
    return { ...account, tags: pickTags(await readTags(account.accountId), tagKeys) };
  };
  const requireTime = () => {
    if (Date.now() - begunAt > READING_MILLISECONDS) throw new ThrottlingException('Organizations/Slow');
  };
  return {
    client: organizations,
    requireTime,
    readKept: (accountId) => readKept(keptAs(accountId), reader),
    readOne: async (accountId) => {
      requireTime();
      const read = async () => withTags(await readAccountUnder(accountId, readKeptUnit));
      return readOnce(keptAs(accountId), reader, read, isActive);
    },
    complete: async (listed, readAt) => {
      const account = await withTags(listed);
      await keepAnswer({ name: reader.name, id: keptAs(account.accountId) }, { answer: account, readAt }, isActive);
      return account;
    },
  };
}

/** One that is not may soon be. */
function isActive({ state }: Account): boolean {
  return state === 'ACTIVE';
}

async function readMember(accountId: string, unitReader: UnitReader): Promise<Account> {
  const account = await describeAccount(accountId);
  return isActive(account) ? { ...account, ...(await readPlace(accountId, unitReader)) } : account;
}

async function describeAccount(accountId: string): Promise<Account> {
  try {
    const { Account: account } = await organizations.send(new DescribeAccountCommand({ AccountId: accountId }));
    return accountFrom(accountId, account ?? {});
  } catch (error) {
    if (error instanceof AccountNotFoundException) return { accountId, state: 'UNKNOWN', parentIds: [] };
    throw error;
  }
}

async function readPlace(accountId: string, unitReader: UnitReader): Promise<Pick<Account, 'parentIds' | 'ouPath'>> {
  const parentIds = [await readParentId(organizations, accountId)];
  const names: string[] = [];
  for (let [id = ''] = parentIds; !isRoot(id); ) {
    const { name, parentId } = await unitReader(id);
    names.unshift(name);
    parentIds.push(parentId);
    id = parentId;
  }
  return { parentIds, ouPath: [ROOT_NAME, ...names] };
}

const units = new Map<string, { unit: Unit; readAt: number }>();

/** Remembers OUs, because many accounts share a few of them. */
async function readRememberedUnit(unitId: string): Promise<Unit> {
  const known = units.get(unitId);
  if (known && Date.now() - known.readAt < UNIT_MILLISECONDS) return known.unit;
  const unit = await readUnit(unitId);
  units.set(unitId, { unit, readAt: Date.now() });
  return unit;
}

async function readUnit(unitId: string): Promise<Unit> {
  const name = await readUnitName(organizations, unitId);
  return { name, parentId: await readParentId(organizations, unitId) };
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
