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
export type CancellationRefusal = 'ended' | 'applying' | 'not-the-requester';

/** The record taken back by its requester; nobody else may, and not once it is being applied. Twice is as good as once. */
export function cancelRequest(
  record: RequestRecord,
  { requestedBy, reason, at }: Cancellation,
): { refusal: CancellationRefusal } | { record: RequestRecord } {
  if (!isRequester(record.request, requestedBy)) return { refusal: 'not-the-requester' };
  if (record.status === 'CANCELLED') return { record };
  const refusal = refuseCancellation(record, at);
  if (refusal) return { refusal };
  const entry = { at, who: record.request.requestedBy, what: 'cancelled', ...(reason && { comment: reason }) };
  return { record: withStatus(record, 'CANCELLED', entry) };
}

/** Why nobody can take the request back any more. An approval can be taken back until it begins to be applied. */
export function refuseCancellation(record: RequestRecord, at: string): 'ended' | 'applying' | undefined {
  const { status, applyingSince } = record;
  if (status === 'APPROVED') return applyingSince ? 'applying' : undefined;
  const isOpen = (status === 'RECEIVED' || status === 'PENDING_APPROVAL') && !isExpired(record, at);
  return isOpen ? undefined : 'ended';
}
