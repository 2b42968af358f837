import type { FinalStatus, RequestStatus } from '../../functions/domain/request/request.ts';

/** The statuses that a record can have, in the order in which a request goes through them. */
export const RECORDED_STATUSES = [
  'RECEIVED',
  'PENDING_APPROVAL',
  'APPROVED',
  'APPLIED',
  'UNCHANGED',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
  'PARTIALLY_APPLIED',
  'FAILED',
  'INVALID',
] as const satisfies RequestStatus[];

/** Whether the approvers can still decide. */
export function isUndecided(status: RequestStatus): status is 'RECEIVED' | 'PENDING_APPROVAL' {
  return status === 'RECEIVED' || status === 'PENDING_APPROVAL';
}

/** Whether the request has ended. */
export function isFinal(status: RequestStatus): status is FinalStatus {
  return !isUndecided(status) && status !== 'APPROVED';
}
