import type { Place } from './place.ts';

/** The keys of the local user, which sign requests to the HTTP API. */
export const LOCAL_KEYS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The one IAM user of the stack's account: whoever calls and is neither a function nor an assumed role. */
export function localUser(place: Place): { accountId: string; userId: string; arn: string } {
  return { accountId: place.accountId, userId: 'AIDALOCALUSER', arn: place.globalArn('iam', 'user/local') };
}
