import type { StackAccount } from '../stack-account.ts';

/** The local user's keys, for signing requests to the HTTP API. */
export const LOCAL_KEYS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The one IAM user of the stack's account: every caller that is neither a function nor an assumed role. */
export function localUser(account: StackAccount): { accountId: string; userId: string; arn: string } {
  return { accountId: account.id, userId: 'AIDALOCALUSER', arn: account.globalArn('iam', 'user/local') };
}
