import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  type Account as OrganizationsAccount,
  OrganizationsClient,
  ParentNotFoundException,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from '@aws-sdk/client-organizations';
import { readTags } from '../../functions/aws/account-traits.ts';
import { AwsCallError, RefusedError } from '../errors.ts';
import { call } from './call.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';

/** An account as AWS Organizations lists it. */
export interface ListedAccount {
  accountId: string;
  /** Missing outside an organization. */
  name?: string;
  /** Such as ACTIVE, SUSPENDED or CLOSED. */
  state: string;
}

/** Finds accounts of the caller's organization, whatever their state. */
export interface Organization {
  /** @throws RefusedError when the organization has no such account. */
  describeAccount(accountId: string): Promise<ListedAccount>;
  listAccounts(): Promise<ListedAccount[]>;
  /**
   * The accounts in an organizational unit or a root, and in the organizational units beneath it.
   * @throws RefusedError when the organization has no such unit.
   */
  listAccountsBeneath(parentId: string): Promise<ListedAccount[]>;
  tagsOf(accountId: string): Promise<Record<string, string>>;
}

/** The quotas of AWS Organizations are shared by all callers in the organization. */
const ATTEMPTS = 10;

export function connectOrganization({ client }: Settings): Organization {
  const organizations = once(() => new OrganizationsClient({ ...client, maxAttempts: ATTEMPTS }));
  return {
    describeAccount: (accountId) => describeAccount(organizations(), accountId),
    listAccounts: () => refusingOutside(() => listAll(organizations())),
    listAccountsBeneath: (parentId) => refusingOutside(() => listBeneath(organizations(), parentId)),
    tagsOf: (accountId) => call('organizations:ListTagsForResource', () => readTags(organizations(), accountId)),
  };
}

/** Outside an organization, an account is only known to itself. */
async function describeAccount(client: OrganizationsClient, accountId: string): Promise<ListedAccount> {
  return call('organizations:DescribeAccount', async () => {
    try {
      const { Account = {} } = await client.send(new DescribeAccountCommand({ AccountId: accountId }));
      return listed({ ...Account, Id: accountId });
    } catch (error) {
      if (error instanceof AWSOrganizationsNotInUseException) return { accountId, state: 'ACTIVE' };
      if (error instanceof AccountNotFoundException) return undefined;
      throw error;
    }
  }).then((account) => {
    if (account) return account;
    throw new RefusedError(`the organization has no account ${accountId}`);
  });
}

async function listAll(client: OrganizationsClient): Promise<ListedAccount[]> {
  return call('organizations:ListAccounts', async () => {
    const accounts: ListedAccount[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) accounts.push(...Accounts.map(listed));
    return accounts;
  });
}

async function listBeneath(client: OrganizationsClient, parentId: string): Promise<ListedAccount[]> {
  const accounts = await call('organizations:ListAccountsForParent', () => listDirectly(client, parentId));
  const unitIds = await call('organizations:ListOrganizationalUnitsForParent', () => listUnitIds(client, parentId));
  for (const unitId of unitIds) accounts.push(...(await listBeneath(client, unitId)));
  return accounts;
}

async function listDirectly(client: OrganizationsClient, ParentId: string): Promise<ListedAccount[]> {
  const accounts: ListedAccount[] = [];
  for await (const { Accounts = [] } of paginateListAccountsForParent({ client }, { ParentId })) {
    accounts.push(...Accounts.map(listed));
  }
  return accounts;
}

async function listUnitIds(client: OrganizationsClient, ParentId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { OrganizationalUnits = [] } of paginateListOrganizationalUnitsForParent({ client }, { ParentId })) {
    ids.push(...OrganizationalUnits.flatMap(({ Id }) => Id ?? []));
  }
  return ids;
}

function listed({ Id = '', Name, State, Status }: OrganizationsAccount): ListedAccount {
  return { accountId: Id, ...(Name !== undefined && { name: Name }), state: State ?? Status ?? 'UNKNOWN' };
}

async function refusingOutside<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const cause = error instanceof AwsCallError ? error.cause : undefined;
    if (cause instanceof ParentNotFoundException) {
      throw new RefusedError('--ou names no organizational unit or root of the organization: check the id');
    }
    if (cause instanceof AWSOrganizationsNotInUseException) {
      throw new RefusedError('your credentials belong to an account outside any organization: name it with --account');
    }
    throw error;
  }
}
