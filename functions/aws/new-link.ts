import { randomBytes } from 'node:crypto';
import { LINK_SECRET_BYTES, linkHash } from '../domain/approval/page-link.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { type LinkKind, putLink } from './page-links.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** Makes a link to a page, `<base>/approvals/<43 characters>`. Only the SHA-256 of its secret is stored. */
export async function newLink(
  kind: LinkKind,
  requestKey: RequestKey,
  holder: string,
  expiresAt: string,
): Promise<string> {
  const secret = randomBytes(LINK_SECRET_BYTES).toString('base64url');
  await putLink(linkHash(secret), { kind, requestKey, holder, ttl: Math.ceil(Date.parse(expiresAt) / 1000) });
  return `${BASE_URL}/${kind}s/${secret}`;
}
