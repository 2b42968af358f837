import type { RequestStatus } from '../../functions/domain/request/request.ts';

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
