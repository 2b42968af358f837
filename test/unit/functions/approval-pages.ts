import { expect } from 'vitest';
import { linkCommitments, linkHash } from '../../../functions/domain/approval/page-link.ts';
import { PAGE_CSP } from '../../../functions/web/parts/page.ts';
import { APPROVER, EXPIRES_AT, REQUEST_KEY } from '../builders.ts';
import { type LinkKind, links } from './fakes/page-links.ts';
import type { PageAnswer } from './invoke.ts';

/** The secrets of two links: mostly the first is the approver's, the second the other approver's or the requester's. */
export const SECRET = 'aB3-_'.repeat(8).concat('xyz');
export const OTHER_SECRET = 'cD4-_'.repeat(8).concat('xyz');

/** Stores a link to the request. */
export function givenLink(
  secret = SECRET,
  holder = APPROVER,
  expiresAt = EXPIRES_AT,
  kind: LinkKind = 'approval',
): void {
  const end = Math.ceil(Date.parse(expiresAt) / 1000);
  const commitments = linkCommitments(secret);
  links.set(linkHash(secret), { kind, requestKey: REQUEST_KEY, holder, expiresAt: end, ttl: end, commitments });
}

/** What every answer must have, whether it is a page, a redirection or an error. */
export function expectSecurityHeaders({ headers }: PageAnswer): void {
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': PAGE_CSP,
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': expect.stringContaining('noindex'),
  });
  expect(PAGE_CSP).toMatch(/^default-src 'none';/);
  for (const directive of ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(PAGE_CSP.split('; ')).toContain(directive);
  }
}
