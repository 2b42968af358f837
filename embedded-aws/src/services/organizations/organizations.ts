import { AwsError } from '../../endpoint/aws-error.ts';
import { anyResource, type Operation, type Service } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import {
  accountModel,
  invalidPattern,
  listAccounts,
  listAccountsForParent,
  listUnitsForParent,
  parentArn,
} from './listings.ts';
import type { Account, Organization } from './organization.ts';

/**
 * The Organizations API. Accounts can be moved; nothing else can be changed. Every account of the organization may call
 * every operation.
 */
export function createOrganizationsService(organization: Organization): Service {
  const account = (key: string) => (input: JsonObject) => [organization.arn('account', textAt(input, key) ?? '')];
  const unit = (input: JsonObject) => [organization.arn('ou', textAt(input, 'OrganizationalUnitId') ?? '')];
  const parent = (input: JsonObject) => [parentArn(organization, input)];
  const operation = (resources: Operation['resources'], run: Run): Operation => ({
    resources,
    run: (input, { caller }) => {
      if (organization.accounts.has(caller.accountId)) return run(organization, input);
      throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
    },
  });
  return {
    name: 'organizations',
    actionPrefix: 'organizations',
    errorStatuses: { TooManyRequestsException: 400, ServiceException: 500 },
    operations: {
      DescribeOrganization: operation(anyResource, describeOrganization),
      DescribeAccount: operation(account('AccountId'), describeAccount),
      DescribeOrganizationalUnit: operation(unit, describeUnit),
      ListAccounts: operation(anyResource, listAccounts),
      ListAccountsForParent: operation(parent, listAccountsForParent),
      ListOrganizationalUnitsForParent: operation(parent, listUnitsForParent),
      ListParents: operation(account('ChildId'), listParents),
      MoveAccount: operation(account('AccountId'), moveAccount),
      ListTagsForResource: operation(account('ResourceId'), listTags),
    },
  };
}

type Run = (organization: Organization, input: JsonObject) => JsonObject;

function describeOrganization(organization: Organization): JsonObject {
  const { id, managementAccountId } = organization;
  return {
    Organization: {
      Id: id,
      Arn: organization.arn('organization'),
      FeatureSet: 'ALL',
      MasterAccountArn: organization.arn('account', managementAccountId),
      MasterAccountId: managementAccountId,
      MasterAccountEmail: 'management@example.com',
    },
  };
}

function describeAccount(organization: Organization, input: JsonObject): JsonObject {
  return { Account: accountModel(organization, findAccount(organization, input)) };
}

function describeUnit(organization: Organization, input: JsonObject): JsonObject {
  const id = textAt(input, 'OrganizationalUnitId') ?? '';
  const unit = organization.organizationalUnits.find((candidate) => candidate.id === id);
  if (!unit) throw new AwsError('OrganizationalUnitNotFoundException', "You specified an OU that doesn't exist.");
  return { OrganizationalUnit: { Id: id, Arn: organization.arn('ou', id), Name: unit.name } };
}

function findAccount(organization: Organization, input: JsonObject): Account {
  const id = textAt(input, 'AccountId') ?? '';
  if (!/^\d{12}$/.test(id)) throw invalidPattern('AccountId');
  const account = organization.accounts.get(id);
  if (!account) throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  return account;
}

function listParents({ accounts, organizationalUnits, rootId }: Organization, input: JsonObject): JsonObject {
  const id = textAt(input, 'ChildId') ?? '';
  const unit = organizationalUnits.find((candidate) => candidate.id === id);
  const parentId = unit?.parentId ?? accounts.get(id)?.parentId;
  if (!parentId) throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
  return { Parents: [{ Id: parentId, Type: parentId === rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html */
function moveAccount(organization: Organization, input: JsonObject): JsonObject {
  const account = findAccount(organization, input);
  const destination = textAt(input, 'DestinationParentId') ?? '';
  const isUnit = organization.organizationalUnits.some(({ id }) => id === destination);
  if (account.parentId !== textAt(input, 'SourceParentId')) {
    throw new AwsError('SourceParentNotFoundException', 'The account is not in the source container.');
  }
  if (!isUnit && destination !== organization.rootId) {
    throw new AwsError('DestinationParentNotFoundException', "You specified a destination that doesn't exist.");
  }
  account.parentId = destination;
  return {};
}

function listTags({ accounts, organizationalUnits, rootId }: Organization, input: JsonObject): JsonObject {
  const id = textAt(input, 'ResourceId') ?? '';
  const isUnit = organizationalUnits.some((candidate) => candidate.id === id);
  const account = accounts.get(id);
  if (!account && !isUnit && id !== rootId) {
    throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
  }
  return { Tags: Object.entries(account?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
}
