import { AwsError } from '../../endpoint/aws-error.ts';
import { anyResource, type Operation, type Service } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import { required } from './input.ts';
import {
  accountModel,
  listAccounts,
  listAccountsForParent,
  listDelegatedAdministrators,
  listParents,
  listRoots,
  listTrustedServices,
  listUnitsForParent,
  parentArn,
} from './listings.ts';
import type { Account, Organization } from './organization.ts';
import { listTags, taggedArn, tagResource, untagResource } from './tags.ts';

/** Whose accounts may call an operation: those of all members, of administrators, or of the management account. */
type Callers = 'members' | 'administrators' | 'management';

/** The Organizations API. Accounts can be moved, and all can be tagged; nothing else can be changed. */
export function createOrganizationsService(organization: Organization): Service {
  const account = (key: string) => (input: JsonObject) => [organization.arn('account', textAt(input, key) ?? '')];
  const unit = (input: JsonObject) => [organization.arn('ou', textAt(input, 'OrganizationalUnitId') ?? '')];
  const parent = (input: JsonObject) => [parentArn(organization, input)];
  const tagged = (input: JsonObject) => [taggedArn(organization, input)];
  const operation = (resources: Operation['resources'], run: Run, callers: Callers = 'administrators'): Operation => ({
    resources,
    run: (input, { caller }) => {
      checkCaller(organization, caller.accountId, callers);
      return run(organization, input);
    },
  });
  return {
    name: 'organizations',
    actionPrefix: 'organizations',
    errorStatuses: { TooManyRequestsException: 400, ServiceException: 500 },
    operations: {
      DescribeOrganization: operation(anyResource, describeOrganization, 'members'),
      DescribeAccount: operation(account('AccountId'), describeAccount),
      DescribeOrganizationalUnit: operation(unit, describeUnit),
      ListAccounts: operation(anyResource, listAccounts),
      ListAccountsForParent: operation(parent, listAccountsForParent),
      ListOrganizationalUnitsForParent: operation(parent, listUnitsForParent),
      ListParents: operation(account('ChildId'), listParents),
      ListRoots: operation(anyResource, listRoots),
      ListAWSServiceAccessForOrganization: operation(anyResource, listTrustedServices),
      ListDelegatedAdministrators: operation(anyResource, listDelegatedAdministrators),
      MoveAccount: operation(account('AccountId'), moveAccount, 'management'),
      ListTagsForResource: operation(tagged, listTags),
      TagResource: operation(tagged, tagResource, 'management'),
      UntagResource: operation(tagged, untagResource, 'management'),
    },
  };
}

type Run = (organization: Organization, input: JsonObject) => JsonObject;

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html */
function checkCaller(organization: Organization, callerId: string, callers: Callers): void {
  const { accounts, managementAccountId, delegatedAdministratorId } = organization;
  if (!accounts.has(callerId)) {
    throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  }
  const isAdministrator = callerId === delegatedAdministratorId && callers === 'administrators';
  if (callers === 'members' || callerId === managementAccountId || isAdministrator) return;
  throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
}

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
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    },
  };
}

function describeAccount(organization: Organization, input: JsonObject): JsonObject {
  return { Account: accountModel(organization, findAccount(organization, input)) };
}

function describeUnit(organization: Organization, input: JsonObject): JsonObject {
  const id = required(input, 'OrganizationalUnitId');
  const unit = organization.units.get(id);
  if (!unit) throw new AwsError('OrganizationalUnitNotFoundException', "You specified an OU that doesn't exist.");
  return { OrganizationalUnit: { Id: id, Arn: organization.arn('ou', id), Name: unit.name } };
}

function findAccount(organization: Organization, input: JsonObject): Account {
  const account = organization.accounts.get(required(input, 'AccountId'));
  if (!account) throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  return account;
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html */
function moveAccount(organization: Organization, input: JsonObject): JsonObject {
  const source = required(input, 'SourceParentId');
  const destination = required(input, 'DestinationParentId');
  const account = findAccount(organization, input);
  if (!organization.isParent(destination)) {
    const message = "You specified a destination parent that doesn't exist.";
    throw new AwsError('DestinationParentNotFoundException', message);
  }
  if (account.parentId === destination) {
    const message = 'The account is already in the specified destination parent.';
    throw new AwsError('DuplicateAccountException', message);
  }
  if (account.parentId !== source) {
    throw new AwsError('SourceParentNotFoundException', "You specified a source parent that doesn't hold the account.");
  }
  organization.move(account, destination);
  return {};
}
