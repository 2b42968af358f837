import type { RequestRecord } from '../domain/ledger/record.ts';
import type { RequestStatus } from '../domain/request/request.ts';

const NEXT_STEPS: Record<RequestStatus, string> = {
  RECEIVED: '',
  PENDING_APPROVAL: '',
  APPROVED: '',
  APPLIED: '',
  UNCHANGED: '',
  CANCELLED: '',
  DUPLICATE: '',
  REJECTED: 'If the change is still needed, talk to the approver, then send a new request.',
  EXPIRED: 'If the change is still needed, send a new request.',
  INVALID: 'Correct the problems listed here, then send the request again.',
  PARTIALLY_APPLIED: 'Once the cause is fixed, send a new request for the missing changes.',
  FAILED: 'Once the cause is fixed, send a new request.',
};

/** What requesters can do now; empty if there is nothing to do. */
export function nextStepText({
  status,
  expiredBecause,
  counts,
}: Pick<RequestRecord, 'status' | 'expiredBecause' | 'counts'>): string {
  // What is missing of a campaign was cancelled, so somebody wanted that.
  if (counts && counts.failed + counts.conflicts === 0) return '';
  return status === 'EXPIRED' && expiredBecause === 'tooFewApproversReachable'
    ? 'Ask the team that runs this service to correct the addresses, then send a new request.'
    : NEXT_STEPS[status];
}

/** What approvers of a request that has ended may expect; empty if it is nothing. */
export function approverNextStepText({ cancellation }: Pick<RequestRecord, 'cancellation'>): string {
  if (cancellation?.because?.kind !== 'superseded') return '';
  return 'If you are to decide on the newer request, you get a separate mail about it.';
}
