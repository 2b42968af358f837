import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { ACCOUNT_CONTEXT, GLOBAL_REGION } from '../runtime/environment.ts';
import { readParentIds as parentIds, readTags as tags } from './account-traits.ts';

const organizations = new OrganizationsClient({ region: GLOBAL_REGION });

/**
 * An account's `State` (its retired `Status` where that is missing); `UNKNOWN` when the organization has no such account.
 * Outside an organization, only the service's own account is known.
 */
export async function readAccountState(accountId: string): Promise<string> {
  return orOutside(describeState(accountId), accountId === ACCOUNT_CONTEXT.accountId ? 'ACTIVE' : 'UNKNOWN');
}

/** The ids of the OUs and the root above an account, nearest first; none outside an organization. */
export async function readParentIds(accountId: string): Promise<string[]> {
  return orOutside(parentIds(organizations, accountId), []);
}

/** The tags of an account; none outside an organization. */
export async function readTags(accountId: string): Promise<Record<string, string>> {
  return orOutside(tags(organizations, accountId), {});
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

/** The answer of AWS Organizations, or `outside` where there is no organization. */
async function orOutside<Answer>(answer: Promise<Answer>, outside: Answer): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return outside;
    throw error;
  }
}
