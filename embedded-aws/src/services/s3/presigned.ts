import { currentTime } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call } from '../../endpoint/service.ts';
import { hasItsSignature } from './presigned-signature.ts';

/** A week. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const MOST_SECONDS = 604_800;

/**
 * Refuses a presigned URL whose time is over, or that somebody has changed; other requests pass.
 * @throws AwsError named `AccessDenied`, `SignatureDoesNotMatch` or `AuthorizationQueryParametersError`
 */
export function checkPresigned(request: Call['request']): void {
  const query = new URLSearchParams(request.path.split('?')[1]);
  if (!query.has('X-Amz-Credential')) return;
  const signedAt = readDate(query.get('X-Amz-Date') ?? '');
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (Number.isNaN(signedAt) || !(seconds > 0 && seconds <= MOST_SECONDS)) {
    const message = `X-Amz-Date must be a time, and X-Amz-Expires from 1 to ${MOST_SECONDS} seconds`;
    throw new AwsError('AuthorizationQueryParametersError', message);
  }
  const expiresAt = signedAt + seconds * 1000;
  const now = currentTime();
  if (now <= expiresAt && hasItsSignature(request, new Date(now))) return;
  if (now <= expiresAt) throw new AwsError('SignatureDoesNotMatch', CHANGED, 403);
  throw new AwsError('AccessDenied', 'Request has expired', 403, {
    'X-Amz-Expires': seconds,
    Expires: new Date(expiresAt).toISOString(),
    ServerTime: new Date(now).toISOString(),
  });
}

const CHANGED =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

/** In milliseconds since 1970. */
function readDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
