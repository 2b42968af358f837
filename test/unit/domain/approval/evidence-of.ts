import type { KeptApplied, KeptEvidence } from '../../../../functions/domain/approval/kept-evidence.ts';
import { contactKey } from '../../../../functions/domain/contact/contact.ts';
import type { EventOf } from '../../../../functions/domain/ledger/events.ts';
import { requestedOf } from '../../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planStatement } from '../../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { signedWith } from '../../aws/fake-kms.ts';
import { APPLIED_AT, VOTED_AT } from '../../builders.ts';

/** What the workflow would have kept about a record. */
export function evidenceOf(record: RequestRecord): KeptEvidence {
  const { history, fingerprint, request } = record;
  const asked = askedDigest(requestedOf(record));
  const planned = history.findLast((event) => event.type === 'Planned');
  if (!planned || fingerprint === undefined) return { asked, votes: [], applied: [] };
  const isPreApproved = history.some((event) => event.type === 'Approved' && event.approvedBecause === 'preApproved');
  const about = { request: requestKeyOf(request), fingerprint };
  return {
    asked,
    fingerprint,
    plan: planStatement(asked, planned),
    votes: history.flatMap((event) => (event.type === 'VoteCast' ? [signedVote(record, event)] : [])),
    ...(isPreApproved && {
      preApproval: signedWith('pre-approvals', { statement: 'preApproval' as const, ...about, at: VOTED_AT }),
    }),
    applied: history.flatMap((event) => (event.type === 'ChangeApplied' ? [keptApplied(event, fingerprint)] : [])),
  };
}

/** The vote of an event, as it would have been signed. */
export function signedVote({ request }: RequestRecord, event: EventOf<'VoteCast'>) {
  const { by: approver, type: _, previous: __, number: ___, ...vote } = event;
  return signedWith('votes', { statement: 'vote' as const, request: requestKeyOf(request), approver, ...vote });
}

function keptApplied(event: EventOf<'ChangeApplied'>, fingerprint: string): KeptApplied {
  return { ...contactKey(event), fingerprint, appliedAt: APPLIED_AT };
}
