import { openApproverLink } from '../aws/page-links.ts';
import { isExpired } from '../domain/approval/rounds.ts';
import { maySeeEnd, mayVote } from '../domain/approval/vote.ts';
import { policy } from '../runtime/policy.ts';
import type { PageKind } from './page-chain.ts';

/**
 * The page of an approver. Its link works until the request expires, for as long as the policy lists its holder; once the
 * request has ended, also for those whom only an earlier plan had asked.
 */
export const APPROVAL_PAGE: PageKind = {
  open: openApproverLink,
  subject: ({ fingerprint = '' }) => fingerprint,
  isOpen: (record, holder, at) =>
    !isExpired(record, at) && (record.results ? maySeeEnd : mayVote)(record, holder, policy),
};
