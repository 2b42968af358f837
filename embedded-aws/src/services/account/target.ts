import { AwsError } from '../../endpoint/aws-error.ts';
import type { Caller } from '../../endpoint/service.ts';
import type { Organization } from '../organizations/organization.ts';

/**
 * The account that a call is about: the one that it names, or the caller's own.
 * @throws AwsError named `AccessDeniedException` when the caller's account may not name it
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
 */
export function targetAccountId(
  organization: Organization,
  operation: string,
  accountId: string | undefined,
  caller: Caller,
): string {
  if (accountId === undefined) return caller.accountId;
  const reason = refusal(organization, caller.accountId, accountId);
  if (reason === undefined) return accountId;
  const message = `User: ${caller.arn} is not authorized to perform: account:${operation} (${reason}.)`;
  throw new AwsError('AccessDeniedException', message, 403);
}

/** Why an account may not name another account, or itself, by id. */
function refusal(organization: Organization, callerId: string, accountId: string): string | undefined {
  const { accounts, managementAccountId, delegatedAdministratorId } = organization;
  if (!accounts.has(callerId)) {
    return `The account ${callerId} is not a member of an organization: it can only be managed without an AccountId`;
  }
  if (callerId !== managementAccountId && callerId !== delegatedAdministratorId) {
    return 'Only the management account and the delegated administrator of account.amazonaws.com can give an AccountId';
  }
  if (accountId === managementAccountId) {
    return 'The management account can only be managed using the standalone context from the management account';
  }
  const account = accounts.get(accountId);
  if (!account) return `The account ${accountId} is not a member of the organization`;
  return account.state === 'ACTIVE' ? undefined : `The account ${accountId} is ${account.state}`;
}
