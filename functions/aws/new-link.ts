import { randomBytes } from 'node:crypto';
import { LINK_SECRET_BYTES, linkCommitments, linkHash } from '../domain/approval/page-link.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { type LinkKind, putLink } from './page-links.ts';
import { evidenceExpiry } from './retention.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** Makes a link to a page, `<base>/approvals/<43 characters>`. Only the SHA-256 of its secret is stored. */
export async function newLink(
  kind: LinkKind,
  requestKey: RequestKey,
  holder: string,
  expiresAt: string,
): Promise<string> {
  const secret = randomBytes(LINK_SECRET_BYTES).toString('base64url');
  const end = Math.ceil(Date.parse(expiresAt) / 1000);
  const evidence = kind === 'approval' && { ttl: evidenceExpiry(end), commitments: linkCommitments(secret) };
  await putLink(linkHash(secret), { kind, requestKey, holder, expiresAt: end, ttl: end, ...evidence });
  return `${BASE_URL}/${kind}s/${secret}`;
}
