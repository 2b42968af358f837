import { createHash, createHmac } from 'node:crypto';
import type { Call } from '../../endpoint/service.ts';
import { LOCAL_KEYS } from '../../iam/local-user.ts';
import { readSessionToken } from '../../iam/role-sessions.ts';

const SIGNATURE = 'X-Amz-Signature';

/**
 * Whether a presigned URL is as its signer has made it. The secret is that of the role's session; everybody else has `local`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function hasItsSignature(request: Call['request'], now: Date): boolean {
  const [path = '', search] = request.path.split('?');
  const query = new URLSearchParams(search);
  const asked = (name: string) => query.get(name) ?? '';
  const [accessKeyId = '', ...scope] = scopeOf(asked('X-Amz-Credential'));
  const hashed = createHash('sha256')
    .update(canonical(request, path, query))
    .digest('hex');
  const text = ['AWS4-HMAC-SHA256', asked('X-Amz-Date'), scope.join('/'), hashed].join('\n');
  const token = query.get('X-Amz-Security-Token');
  const session = token === null ? undefined : readSessionToken(token, accessKeyId, now);
  const secret = session?.secretAccessKey ?? LOCAL_KEYS.secretAccessKey;
  const key = scope.reduce<Buffer | string>((outer, part) => hmac(outer, part), `AWS4${secret}`);
  return asked(SIGNATURE) === hmac(key, text).toString('hex');
}

/** An access key id here can be a path, which has slashes. */
function scopeOf(credential: string): string[] {
  const parts = credential.split('/');
  return [parts.slice(0, -4).join('/'), ...parts.slice(-4)];
}

function canonical({ method, headers }: Call['request'], path: string, query: URLSearchParams): string {
  const names = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  const parameters = [...query]
    .filter(([name]) => name !== SIGNATURE)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const signed = names.map((name) => `${name}:${headers[name]?.trim() ?? ''}\n`).join('');
  const payload = query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  return [method, path, parameters.join('&'), signed, names.join(';'), payload].join('\n');
}

/** RFC 3986 leaves fewer characters as they are than JavaScript does. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
