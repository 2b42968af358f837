import { AwsError } from '../endpoint/aws-error.ts';
import { pageOf } from '../endpoint/paging.ts';
import { anyResource, type Operation, type Service } from '../endpoint/service.ts';
import { type JsonObject, numberAt, textAt } from '../json.ts';
import { type Account, organization, organizationArn } from '../organization.ts';

/** The most accounts on a page of ListAccounts. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
const PAGE_SIZE = 20;

const accountResource = (key: string) => (input: JsonObject) => [organizationArn('account', textAt(input, key) ?? '')];

const OPERATIONS: Record<string, Operation> = {
  DescribeOrganization: { resources: anyResource, run: describeOrganization },
  DescribeAccount: {
    resources: accountResource('AccountId'),
    run: (input) => ({ Account: describe(findAccount(input)) }),
  },
  DescribeOrganizationalUnit: {
    resources: (input) => [organizationArn('ou', textAt(input, 'OrganizationalUnitId') ?? '')],
    run: (input) => ({ OrganizationalUnit: findOrganizationalUnit(input) }),
  },
  ListAccounts: {
    resources: anyResource,
    run: (input) => {
      const { items, nextToken } = page([...organization.accounts.values()], input);
      return { Accounts: items.map(describe), ...nextToken };
    },
  },
  ListParents: { resources: accountResource('ChildId'), run: listParents },
  ListChildren: { resources: anyResource, run: listChildren },
  MoveAccount: { resources: accountResource('AccountId'), run: moveAccount },
  ListTagsForResource: { resources: accountResource('ResourceId'), run: listTags },
};

/**
 * The Organizations API, from `organization.json`; accounts can be moved, and nothing else be changed. Every account of
 * the organization may call every operation.
 */
export const organizationsService: Service = {
  name: 'organizations',
  actionPrefix: 'organizations',
  errorStatuses: { TooManyRequestsException: 400, ServiceException: 500 },
  operations: Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]) => [name, { ...operation, run: forMembers(operation.run) }]),
  ),
};

function forMembers(run: Operation['run']): Operation['run'] {
  return (input, call) => {
    if (organization.accounts.has(call.caller.accountId)) return run(input, call);
    throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  };
}

function describeOrganization(): JsonObject {
  const { id, managementAccountId } = organization;
  const account = organizationArn('account', managementAccountId);
  return {
    Organization: {
      Id: id,
      Arn: organizationArn('organization'),
      FeatureSet: 'ALL',
      MasterAccountArn: account,
      MasterAccountId: managementAccountId,
      MasterAccountEmail: 'management@example.com',
    },
  };
}

function describe(account: Account): JsonObject {
  return {
    Id: account.id,
    Arn: organizationArn('account', account.id),
    Name: account.name,
    Email: `account-${account.id}@example.com`,
    State: account.state,
    // The older field knows fewer states: a closed account is SUSPENDED there.
    Status: account.state === 'CLOSED' ? 'SUSPENDED' : account.state,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: new Date('2024-01-01T00:00:00Z'),
  };
}

function findAccount(input: JsonObject, key = 'AccountId'): Account {
  const id = textAt(input, key) ?? '';
  if (!/^\d{12}$/.test(id)) throw invalidPattern(key);
  const account = organization.accounts.get(id);
  if (!account) throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  return account;
}

function findOrganizationalUnit(input: JsonObject): JsonObject {
  const id = textAt(input, 'OrganizationalUnitId');
  const unit = organization.organizationalUnits.find((candidate) => candidate.id === id);
  if (!unit) {
    throw new AwsError(
      'OrganizationalUnitNotFoundException',
      "You specified an organizational unit that doesn't exist.",
    );
  }
  return { Id: unit.id, Arn: organizationArn('ou', unit.id), Name: unit.name };
}

function listParents(input: JsonObject): JsonObject {
  const id = textAt(input, 'ChildId') ?? '';
  const unit = organization.organizationalUnits.find((candidate) => candidate.id === id);
  const parentId = unit?.parentId ?? organization.accounts.get(id)?.parentId;
  if (!parentId) throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
  return { Parents: [{ Id: parentId, Type: parentId === organization.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html */
function moveAccount(input: JsonObject): JsonObject {
  const account = findAccount(input);
  const destination = textAt(input, 'DestinationParentId') ?? '';
  const isPlace = organization.organizationalUnits.some(({ id }) => id === destination);
  if (account.parentId !== textAt(input, 'SourceParentId')) {
    throw new AwsError('SourceParentNotFoundException', 'The account is not in the source container.');
  }
  if (!isPlace && destination !== organization.rootId) {
    throw new AwsError('DestinationParentNotFoundException', "You specified a destination that doesn't exist.");
  }
  account.parentId = destination;
  return {};
}

function listChildren(input: JsonObject): JsonObject {
  const { ParentId, ChildType } = input;
  const candidates = ChildType === 'ACCOUNT' ? [...organization.accounts.values()] : organization.organizationalUnits;
  const children = candidates.filter(({ parentId }) => parentId === ParentId);
  const { items, nextToken } = page(children, input);
  return { Children: items.map(({ id }) => ({ Id: id, Type: ChildType })), ...nextToken };
}

function listTags(input: JsonObject): JsonObject {
  const id = textAt(input, 'ResourceId') ?? '';
  const unit = organization.organizationalUnits.some((candidate) => candidate.id === id);
  const account = organization.accounts.get(id);
  if (!account && !unit && id !== organization.rootId) {
    throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
  }
  return { Tags: Object.entries(account?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
}

function page<Item>(items: Item[], input: JsonObject): { items: Item[]; nextToken: JsonObject } {
  const size = numberAt(input, 'MaxResults') ?? PAGE_SIZE;
  if (size < 1 || size > PAGE_SIZE) throw invalidPattern('MaxResults');
  const { nextToken, ...result } = pageOf(items, size, textAt(input, 'NextToken'), 'InvalidInputException');
  return { ...result, nextToken: nextToken === undefined ? {} : { NextToken: nextToken } };
}

function invalidPattern(key: string): AwsError {
  const reason = { Reason: 'INVALID_PATTERN' };
  return new AwsError(
    'InvalidInputException',
    `You provided a value that does not match the required pattern: ${key}`,
    400,
    reason,
  );
}
