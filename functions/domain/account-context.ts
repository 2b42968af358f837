import { UnreachableAccountError } from './errors.ts';
import type { ChangeRequest, Reason } from './request.ts';

/** Where the service runs: its own account, and the management account of the organization. */
export interface AccountContext {
  accountId: string;
  managementAccountId: string;
}

/**
 * The `AccountId` to send for a target account; `undefined` means to leave it out, as the management account must for
 * itself.
 * @throws UnreachableAccountError for the management account when the service runs elsewhere.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
 */
export function addressedAccountId(target: string, context: AccountContext): string | undefined {
  if (target !== context.managementAccountId) return target;
  if (target === context.accountId) return undefined;
  throw new UnreachableAccountError(`${target} is the management account: only a service that runs in it can reach it`);
}

/** The changes whose account cannot be reached from where the service runs. */
export function unreachableAccounts({ changes }: Pick<ChangeRequest, 'changes'>, context: AccountContext): Reason[] {
  if (context.accountId === context.managementAccountId) return [];
  return changes.flatMap(({ accountId }, index) =>
    accountId === context.managementAccountId
      ? [
          {
            pointer: `/changes/${index}/accountId`,
            message: `names the management account ${accountId}, which only a service that runs in it can reach`,
          },
        ]
      : [],
  );
}
