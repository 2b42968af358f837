import type { RequestEvent } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isRequester, isUndecided } from '../request/request.ts';
import type { RequestKey } from '../request/request-key.ts';
import { isExpired } from './rounds.ts';

/** Who cancels, when (ISO 8601), and why if they say so. */
export interface CancellationAttempt {
  requestedBy: string;
  /** Whether it is certain that it is them: they are signed in, or have the link that only they were sent. */
  isProven: boolean;
  comment: string;
  at: string;
}

export type CancellationRefusal = 'ended' | 'applying' | 'notTheRequester' | 'notProven';

/** Why it is not certain which request is meant. */
export type UnclearRequest = 'unknown' | 'ambiguous';

/**
 * What follows when somebody cancels. Only the requester may, until the changes are being applied. Naming them is enough only
 * where nothing else says who asked. Twice is harmless.
 */
export function cancelRequest(
  record: RequestRecord,
  { requestedBy, isProven, comment, at }: CancellationAttempt,
): { refusal: CancellationRefusal } | RequestEvent[] {
  if (!isRequester(record.request, requestedBy)) return { refusal: 'notTheRequester' };
  if (record.provenBy !== 'claimed' && !isProven) return { refusal: 'notProven' };
  if (record.status === 'CANCELLED') return [];
  const refusal = refuseCancellation(record, at);
  return refusal ? { refusal } : [{ type: 'Cancelled', at, by: record.request.requestedBy, comment }];
}

/**
 * Which of the requests with the same requestId, of different sources, somebody means to cancel: the only one that is their own.
 * @param isOwn whether this is the address of who cancels
 */
export function requestToCancel(
  named: { requestKey: RequestKey; requestedBy: string }[],
  isOwn: (requestedBy: string) => boolean,
): { requestKey: RequestKey } | { refusal: UnclearRequest } {
  const own = named.filter(({ requestedBy }) => isOwn(requestedBy));
  if (own.length > 1) return { refusal: 'ambiguous' };
  const [request] = [...own, ...named];
  return request ? { requestKey: request.requestKey } : { refusal: 'unknown' };
}

/** Why nobody can cancel the request any more. An approved one can be cancelled until its changes are being applied. */
export function refuseCancellation(record: RequestRecord, at: string): 'ended' | 'applying' | undefined {
  const { status, applyingSince } = record;
  if (status === 'APPROVED') return applyingSince ? 'applying' : undefined;
  const isOpen = isUndecided(status) && !isExpired(record, at);
  return isOpen ? undefined : 'ended';
}
