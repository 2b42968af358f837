import type { RoutableRequest } from './rest-routes.ts';

/** The access key id of a request's signature. */
export function accessKeyId(request: Signed): string | undefined {
  return scopeOf(request)[0];
}

/** The service that a request is signed for. */
export function signedService(request: Signed): string | undefined {
  return scopeOf(request)[3];
}

/** The token of a session, from the header or, in a presigned URL, from the query. */
export function sessionToken({ headers, path }: Signed): string | undefined {
  const inQuery = new URLSearchParams(path.split('?')[1]).get('X-Amz-Security-Token');
  return headers['x-amz-security-token'] ?? inQuery ?? undefined;
}

type Signed = Pick<RoutableRequest, 'headers' | 'path'>;

/** Access key id, date, region and service, from the header or, in a presigned URL, from the query. */
function scopeOf({ headers, path }: Signed): string[] {
  const [, inHeader] = /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(headers['authorization'] ?? '') ?? [];
  const credential = inHeader ?? new URLSearchParams(path.split('?')[1]).get('X-Amz-Credential');
  // An access key id here can be a function's name or a path, which may have slashes.
  const parts = credential?.split('/') ?? [];
  return parts.length < 5 ? [] : [parts.slice(0, -4).join('/'), ...parts.slice(-4, -1)];
}
