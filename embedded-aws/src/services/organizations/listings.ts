import { AwsError } from '../../endpoint/aws-error.ts';
import { pageOf } from '../../endpoint/paging.ts';
import { type JsonObject, numberAt, textAt } from '../../json.ts';
import type { Account, Organization } from './organization.ts';

/** The most entries on a page. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
const PAGE_SIZE = 20;

export function listAccounts(organization: Organization, input: JsonObject): JsonObject {
  return accountPage(organization, [...organization.accounts.values()], input);
}

/** The accounts directly in a root or an OU. */
export function listAccountsForParent(organization: Organization, input: JsonObject): JsonObject {
  const parentId = findParent(organization, input);
  const accounts = [...organization.accounts.values()].filter((account) => account.parentId === parentId);
  return accountPage(organization, accounts, input);
}

/** The OUs directly in a root or an OU. */
export function listUnitsForParent(organization: Organization, input: JsonObject): JsonObject {
  const parentId = findParent(organization, input);
  const units = organization.organizationalUnits.filter((unit) => unit.parentId === parentId);
  const { items, next } = page(units, input);
  return {
    OrganizationalUnits: items.map(({ id, name }) => ({ Id: id, Arn: organization.arn('ou', id), Name: name })),
    ...next,
  };
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
    JoinedTimestamp: new Date('2024-01-01T00:00:00Z'),
  };
}

export function invalidPattern(key: string): AwsError {
  const message = `You provided a value that does not match the required pattern: ${key}`;
  return new AwsError('InvalidInputException', message, 400, { Reason: 'INVALID_PATTERN' });
}

function accountPage(organization: Organization, accounts: Account[], input: JsonObject): JsonObject {
  const { items, next } = page(accounts, input);
  return { Accounts: items.map((account) => accountModel(organization, account)), ...next };
}

function page<Item>(list: Item[], input: JsonObject): { items: Item[]; next: JsonObject } {
  const size = numberAt(input, 'MaxResults') ?? PAGE_SIZE;
  if (size < 1 || size > PAGE_SIZE) throw invalidPattern('MaxResults');
  const { items, nextToken } = pageOf(list, size, textAt(input, 'NextToken'), 'InvalidInputException');
  return { items, next: nextToken === undefined ? {} : { NextToken: nextToken } };
}

function findParent({ rootId, organizationalUnits }: Organization, input: JsonObject): string {
  const id = textAt(input, 'ParentId') ?? '';
  if (id === rootId || organizationalUnits.some((unit) => unit.id === id)) return id;
  throw new AwsError('ParentNotFoundException', "We can't find a root or OU with the ParentId that you specified.");
}
