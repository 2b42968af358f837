import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, textAt } from '../../json.ts';
import { page, required } from './input.ts';
import type { Account, Organization } from './organization.ts';

/** What the organization lets manage the contacts of its accounts. */
const TRUSTED_SERVICE = 'account.amazonaws.com';
const SINCE = new Date('2024-01-01T00:00:00Z');

export function listAccounts(organization: Organization, input: JsonObject): JsonObject {
  return accountPage(organization, organization.accounts.all, input);
}

/** The accounts directly in a root or an OU. */
export function listAccountsForParent(organization: Organization, input: JsonObject): JsonObject {
  const parentId = findParent(organization, input);
  return accountPage(organization, organization.accounts.in(parentId), input);
}

/** The OUs directly in a root or an OU. */
export function listUnitsForParent(organization: Organization, input: JsonObject): JsonObject {
  const parentId = findParent(organization, input);
  return page(organization.units.in(parentId), input, 'OrganizationalUnits', ({ id, name }) => ({
    Id: id,
    Arn: organization.arn('ou', id),
    Name: name,
  }));
}

/** The root or the OU that holds an account or an OU. */
export function listParents({ accounts, units, rootId }: Organization, input: JsonObject): JsonObject {
  const id = required(input, 'ChildId');
  const parentId = (units.get(id) ?? accounts.get(id))?.parentId;
  if (!parentId) throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
  const Type = parentId === rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
  return page([parentId], input, 'Parents', (Id) => ({ Id, Type }));
}

/** An organization has one root. */
export function listRoots(organization: Organization, input: JsonObject): JsonObject {
  return page([organization.rootId], input, 'Roots', (Id) => ({
    Id,
    Arn: organization.arn('root', Id),
    Name: 'Root',
    PolicyTypes: [],
  }));
}

/** The services with trusted access. */
export function listTrustedServices(_organization: Organization, input: JsonObject): JsonObject {
  return page([TRUSTED_SERVICE], input, 'EnabledServicePrincipals', (ServicePrincipal) => ({
    ServicePrincipal,
    DateEnabled: SINCE,
  }));
}

/** The accounts that may act for the management account, of one service or of all. */
export function listDelegatedAdministrators(organization: Organization, input: JsonObject): JsonObject {
  const service = textAt(input, 'ServicePrincipal') ?? TRUSTED_SERVICE;
  const { accounts, delegatedAdministratorId } = organization;
  const account = service === TRUSTED_SERVICE ? accounts.get(delegatedAdministratorId) : undefined;
  return page(account ? [account] : [], input, 'DelegatedAdministrators', (each) => ({
    ...accountModel(organization, each),
    DelegationEnabledDate: SINCE,
  }));
}

/** The ARN of the root or the OU that a call is about. */
export function parentArn(organization: Organization, input: JsonObject): string {
  const id = textAt(input, 'ParentId') ?? '';
  return organization.arn(id === organization.rootId ? 'root' : 'ou', id);
}

export function accountModel(organization: Organization, account: Account): JsonObject {
  return {
    Id: account.id,
    Arn: organization.arn('account', account.id),
    Name: account.name,
    Email: `account-${account.id}@example.com`,
    State: account.state,
    // The older field has fewer states: a closed account is SUSPENDED there.
    Status: account.state === 'CLOSED' ? 'SUSPENDED' : account.state,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: SINCE,
  };
}

function accountPage(organization: Organization, accounts: readonly Account[], input: JsonObject): JsonObject {
  return page(accounts, input, 'Accounts', (account) => accountModel(organization, account));
}

function findParent(organization: Organization, input: JsonObject): string {
  const id = required(input, 'ParentId');
  if (organization.isParent(id)) return id;
  throw new AwsError('ParentNotFoundException', "You specified a parent that doesn't exist.");
}
