import { InaccessibleAccountError } from '../errors.ts';

/** Where the service runs. Outside an organization, the management account is the service's own. */
export interface AccountContext {
  accountId: string;
  managementAccountId: string;
  /** A role in the management account, for a service that runs elsewhere. */
  managementRoleArn?: string | undefined;
}

/** How to address a target account: by its id, or as the caller's own account, perhaps through a role. */
export interface AccountAddress {
  accountId?: string;
  roleArn?: string;
}

/**
 * How to address a target account. The management account, like an account outside an organization, can only change
 * itself, and only without naming its id.
 * @throws InaccessibleAccountError for the management account when the service runs elsewhere and has no role in it.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
 */
export function accountAddress(target: string, context: AccountContext): AccountAddress {
  if (target !== context.managementAccountId) return { accountId: target };
  if (target === context.accountId) return {};
  if (context.managementRoleArn) return { roleArn: context.managementRoleArn };
  throw new InaccessibleAccountError(`the service has no role in the management account ${target}`);
}

/** Whether the service can change the contacts of an account from where it runs. */
export function isAccessible(target: string, context: AccountContext): boolean {
  const { accountId, managementAccountId, managementRoleArn } = context;
  return target !== managementAccountId || target === accountId || Boolean(managementRoleArn);
}
