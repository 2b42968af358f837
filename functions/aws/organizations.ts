import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  ListParentsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Account } from '../domain/request.ts';
import { ACCOUNT_CONTEXT, GLOBAL_REGION } from '../runtime/environment.ts';

const organizations = new OrganizationsClient({ region: GLOBAL_REGION });

/**
 * An account's `State` (its retired `Status` where there is none); `UNKNOWN` when the organization has no such account.
 * Outside an organization there is only the service's own account.
 */
export async function readAccountState(accountId: string): Promise<string> {
  return unlessOutside(describeState(accountId), accountId === ACCOUNT_CONTEXT.accountId ? 'ACTIVE' : 'UNKNOWN');
}

async function describeState(accountId: string): Promise<string> {
  try {
    const { Account: account } = await organizations.send(new DescribeAccountCommand({ AccountId: accountId }));
    return account?.State ?? account?.Status ?? 'UNKNOWN';
  } catch (error) {
    if (error instanceof AccountNotFoundException) return 'UNKNOWN';
    throw error;
  }
}

/** The ids of the organizational units above an account and of the root, nearest first; none outside an organization. */
export async function readParentIds(accountId: string): Promise<Account['parentIds']> {
  return unlessOutside(listParentIds(accountId), []);
}

/** The tags of an account; none outside an organization. */
export async function readTags(accountId: string): Promise<Record<string, string>> {
  return unlessOutside(listTags(accountId), {});
}

async function listParentIds(accountId: string): Promise<string[]> {
  const parentIds: string[] = [];
  for (let child = accountId; !child.startsWith('r-'); ) {
    const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: child }));
    const parent = Parents?.[0]?.Id;
    if (parent === undefined) throw new Error(`AWS Organizations names no parent of ${child}`);
    parentIds.push(parent);
    child = parent;
  }
  return parentIds;
}

async function listTags(accountId: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  let NextToken: string | undefined;
  do {
    const page = await organizations.send(new ListTagsForResourceCommand({ ResourceId: accountId, NextToken }));
    for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value;
    NextToken = page.NextToken;
  } while (NextToken);
  return tags;
}

/** What AWS Organizations answers, or what holds where there is no organization. */
async function unlessOutside<Answer>(answer: Promise<Answer>, outside: Answer): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return outside;
    throw error;
  }
}
