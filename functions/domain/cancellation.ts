import { isExpired } from './approval.ts';
import { isRequester } from './request.ts';
import { type RequestRecord, withStatus } from './request-record.ts';

/** Who takes a request back, when (ISO 8601), and why if they say so. */
export interface Cancellation {
  requestedBy: string;
  reason?: string | undefined;
  at: string;
}

/** Why a request is not taken back. */
export type CancellationRefusal = 'decided' | 'not-the-requester';

/** The record taken back by its requester; nobody else may, and not after it is decided. Twice is as good as once. */
export function cancelRequest(
  record: RequestRecord,
  { requestedBy, reason, at }: Cancellation,
): { refusal: CancellationRefusal } | { record: RequestRecord } {
  if (!isRequester(record.request, requestedBy)) return { refusal: 'not-the-requester' };
  if (record.status === 'CANCELLED') return { record };
  const isOpen = record.status === 'RECEIVED' || record.status === 'PENDING_APPROVAL';
  if (!isOpen || isExpired(record, at)) return { refusal: 'decided' };
  const what = reason ? `cancelled: ${reason}` : 'cancelled';
  return { record: withStatus(record, 'CANCELLED', { at, who: record.request.requestedBy, what }) };
}
