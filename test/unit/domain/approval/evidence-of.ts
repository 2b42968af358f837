import type { VotingLink } from '../../../../functions/domain/approval/evidence.ts';
import type { KeptApplied, KeptEvidence } from '../../../../functions/domain/approval/kept-evidence.ts';
import { linkCommitments, linkHash, linkProof } from '../../../../functions/domain/approval/page-link.ts';
import { contactKey } from '../../../../functions/domain/contact/contact.ts';
import type { EventOf } from '../../../../functions/domain/ledger/events.ts';
import { requestedOf } from '../../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planStatement } from '../../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { signedWith } from '../../aws/fake-kms.ts';
import { APPLIED_AT, VOTED_AT } from '../../builders.ts';

/** What the workflow would have kept about a record. */
export function evidenceOf(record: RequestRecord): KeptEvidence {
  const { history, fingerprint, request } = record;
  const asked = askedDigest(requestedOf(record));
  const planned = history.findLast((event) => event.type === 'Planned');
  if (!planned || fingerprint === undefined)
    return { asked, votes: [], links: new Map(), isChecked: false, applied: [] };
  const cast = history.flatMap((event) => (event.type === 'VoteCast' ? [event] : []));
  const isPreApproved = history.some((event) => event.type === 'Approved' && event.approvedBecause === 'preApproved');
  const about = { request: requestKeyOf(request), fingerprint };
  return {
    asked,
    fingerprint,
    plan: planStatement(asked, planned),
    isChecked: history.some(({ type }) => type === 'ApprovalRequested'),
    votes: cast.map((event) => signedVote(record, event)),
    links: linksOf(
      requestKeyOf(request),
      cast.map(({ by }) => by),
    ),
    ...(isPreApproved && {
      preApproval: signedWith('pre-approvals', { statement: 'preApproval' as const, ...about, at: VOTED_AT }),
    }),
    applied: history.flatMap((event) => (event.type === 'ChangeApplied' ? [keptApplied(event, fingerprint)] : [])),
  };
}

/** The vote of an event, as it would have been signed when it came by its approver's link. */
export function signedVote({ request }: RequestRecord, event: EventOf<'VoteCast'>) {
  const { by: approver, type: _, previous: __, number: ___, ...vote } = event;
  const secret = secretOf(approver);
  const cast = { link: linkHash(secret), proof: linkProof(secret, vote.decision) };
  return signedWith('votes', {
    statement: 'vote' as const,
    request: requestKeyOf(request),
    approver,
    ...vote,
    ...cast,
  });
}

/** The links of these approvers, by their hashes. */
export function linksOf(requestKey: RequestKey, approvers: string[]): Map<string, VotingLink> {
  return new Map(
    approvers.map((approver) => {
      const secret = secretOf(approver);
      return [linkHash(secret), { requestKey, approver, commitments: linkCommitments(secret) }];
    }),
  );
}

function secretOf(approver: string): string {
  return `the link of ${approver}`;
}

function keptApplied(event: EventOf<'ChangeApplied'>, fingerprint: string): KeptApplied {
  return { ...contactKey(event), fingerprint, appliedAt: APPLIED_AT };
}
