import { UnreachableAccountError } from './errors.ts';
import type { ChangeRequest, Reason } from './request.ts';

/** Where the service runs: its own account, and the management account of the organization (itself where there is none). */
export interface AccountContext {
  accountId: string;
  managementAccountId: string;
  /** A role in the management account, by which a service that runs elsewhere reaches it. */
  managementRoleArn?: string | undefined;
}

/** How to address a target account: by its id, or as the account of the caller, who may have to take on a role. */
export interface AccountAddress {
  accountId?: string;
  roleArn?: string;
}

/**
 * How to address a target account. The management account is changed from itself only, and without an id; so is an
 * account outside an organization.
 * @throws UnreachableAccountError for the management account when the service runs elsewhere and has no role in it.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
 */
export function accountAddress(target: string, context: AccountContext): AccountAddress {
  if (target !== context.managementAccountId) return { accountId: target };
  if (target === context.accountId) return {};
  if (context.managementRoleArn) return { roleArn: context.managementRoleArn };
  throw new UnreachableAccountError(`${target} is the management account: ${WITHOUT_ROLE}`);
}

/** The changes whose account cannot be reached from where the service runs. */
export function unreachableAccounts({ changes }: Pick<ChangeRequest, 'changes'>, context: AccountContext): Reason[] {
  const { accountId: own, managementAccountId, managementRoleArn } = context;
  if (own === managementAccountId || managementRoleArn) return [];
  return changes.flatMap(({ accountId }, index) =>
    accountId === managementAccountId
      ? [
          {
            pointer: `/changes/${index}/accountId`,
            message: `names the management account ${accountId}: ${WITHOUT_ROLE}`,
          },
        ]
      : [],
  );
}

const WITHOUT_ROLE = 'only a service that runs in it, or has a role in it, can reach it';
