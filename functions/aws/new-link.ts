import { randomBytes } from 'node:crypto';
import { LINK_SECRET_BYTES, linkCommitments, linkHash } from '../domain/approval/page-link.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { putApproverLink, putRequesterLink } from './page-links.ts';
import { evidenceExpiry } from './retention.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** Makes a link to the page of an approver, `<base>/approvals/<43 characters>`. Only the SHA-256 of its secret is stored. */
export async function newApproverLink(requestKey: RequestKey, holder: string, expiresAt: string): Promise<string> {
  const secret = newSecret();
  const end = epochSecondsOf(expiresAt);
  const evidence = { ttl: evidenceExpiry(end), commitments: linkCommitments(secret) };
  await putApproverLink(linkHash(secret), { requestKey, holder, expiresAt: end, ...evidence });
  return `${BASE_URL}/approvals/${secret}`;
}

/** Makes a link to the page of a requester, `<base>/requests/<43 characters>`. Only the SHA-256 of its secret is stored. */
export async function newRequesterLink(requestKey: RequestKey, holder: string, expiresAt: string): Promise<string> {
  const secret = newSecret();
  const end = epochSecondsOf(expiresAt);
  await putRequesterLink(linkHash(secret), { requestKey, holder, expiresAt: end, ttl: end });
  return `${BASE_URL}/requests/${secret}`;
}

function newSecret(): string {
  return randomBytes(LINK_SECRET_BYTES).toString('base64url');
}

function epochSecondsOf(time: string): number {
  return Math.ceil(Date.parse(time) / 1000);
}
