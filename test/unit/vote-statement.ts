import type { VoteStatement, VotingLink } from '../../functions/domain/approval/evidence.ts';
import { linkCommitments, linkHash, linkProof } from '../../functions/domain/approval/page-link.ts';
import type { Vote } from '../../functions/domain/ledger/record.ts';
import { APPROVER, REQUEST_KEY, vote } from './builders.ts';

/** The secret of an approver's link in these tests. */
const secretOf = (approver: string) => `secret of ${approver}`;

/** A vote by the approver's link, before it is signed. */
export function voteStatement(
  { approver = APPROVER, ...differences }: Partial<Vote> = {},
  { request = REQUEST_KEY, fingerprint = 'f' }: Partial<Pick<VoteStatement, 'request' | 'fingerprint'>> = {},
): VoteStatement {
  const cast = vote(approver, differences);
  const secret = secretOf(approver);
  const by = { link: linkHash(secret), proof: linkProof(secret, cast.decision) };
  return { statement: 'vote', request, fingerprint, ...cast, ...by };
}

/** The links by which such votes were cast, by their hashes. */
export function votingLinks(...approvers: string[]): Map<string, VotingLink> {
  return new Map(approvers.map((approver) => [linkHash(secretOf(approver)), votingLink(approver)]));
}

/** The link of an approver. */
export function votingLink(approver = APPROVER, requestKey = REQUEST_KEY): VotingLink {
  return { requestKey, approver, commitments: linkCommitments(secretOf(approver)) };
}
