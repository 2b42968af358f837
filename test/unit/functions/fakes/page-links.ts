import { vi } from 'vitest';
import type { PageLink } from '../../../../functions/aws/page-links.ts';
import { linkCommitments, linkHash } from '../../../../functions/domain/approval/page-link.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { records } from './request-table.ts';

export type LinkKind = 'approval' | 'request';

/** The links by the SHA-256 of their secret. They lead to the records of the fake table. */
export const links = new Map<string, PageLink & { kind: LinkKind }>();

export function reset(): void {
  links.clear();
  for (const call of [putApproverLink, putRequesterLink, openApproverLink, openRequesterLink, readVotingLink])
    call.mockReset();
}

export const putApproverLink = vi.fn(async (secretHash: string, link: PageLink) => {
  links.set(secretHash, { kind: 'approval', ...link });
});

export const putRequesterLink = vi.fn(async (secretHash: string, link: PageLink) => {
  links.set(secretHash, { kind: 'request', ...link });
});

export const openApproverLink = vi.fn(async (secret: string, now: Date) => opened('approval', secret, now));

export const openRequesterLink = vi.fn(async (secret: string, now: Date) => opened('request', secret, now));

function opened(kind: LinkKind, secret: string, now: Date) {
  const link = links.get(linkHash(secret));
  const record = structuredClone(link && records.get(link.requestKey));
  const isCurrent = link?.kind === kind && link.expiresAt > now.getTime() / 1000;
  return record && isCurrent ? { holder: link.holder, record } : undefined;
}

/** The link whose secret is its holder's address, as the votes in a record that a test has given have it, or one that was made. */
export const readVotingLink = vi.fn(async (hash: string) => {
  const link = links.get(hash);
  if (link) return { requestKey: link.requestKey, approver: link.holder, commitments: link.commitments };
  const record = [...records.values()].find(({ votes }) => votes.some(({ approver }) => linkHash(approver) === hash));
  const approver = record?.votes.find((vote) => linkHash(vote.approver) === hash)?.approver;
  if (!record || approver === undefined) return undefined;
  return { requestKey: requestKeyOf(record.request), approver, commitments: linkCommitments(approver) };
});
