import { MOST_CHANGES } from '../../schemas/compiled/limits.js';
import type { Reading } from './canonical-changes.ts';
import { derivedRequestId } from './request-id.ts';

/** What a request has besides its changes. */
export interface RequestHead {
  requestId: string;
  requestedBy?: string;
  reason: string;
}

/** A request, or a part of one that is too long; nobody has checked it yet. */
export interface RequestPart {
  /** The index of its first change among all changes. */
  first: number;
  /** The id to send it with; the one in `request` is as the user chose it. */
  requestId: string;
  request: object;
}

/** More parts than this are named by the first and the last. */
const NAMED_PARTS = 5;

/** Splits changes into requests that have no more than a request can have, and that name each other. */
export function requestParts(head: RequestHead, changes: unknown[], readings: Reading[]): RequestPart[] {
  const count = Math.max(1, Math.ceil(changes.length / MOST_CHANGES));
  const ids = partIds(head.requestId, count);
  return ids.map((requestId, index) => {
    const first = index * MOST_CHANGES;
    const asWritten = asWrittenOf(readings, first);
    const request = {
      ...head,
      reason: partReason(head.reason, index, ids),
      changes: changes.slice(first, first + MOST_CHANGES),
      ...(asWritten.length > 0 && { asWritten }),
    };
    return { first, requestId, request };
  });
}

/** `soc-1-of-3`; a request that is long enough alone keeps its id. */
function partIds(requestId: string, count: number): string[] {
  if (count === 1) return [requestId];
  return Array.from({ length: count }, (_, index) =>
    derivedRequestId(requestId, { suffix: `-${index + 1}-of-${count}` }),
  );
}

/** An empty reason stays empty, so that it is refused. */
function partReason(reason: string, index: number, ids: string[]): string {
  if (ids.length === 1 || reason.trim() === '') return reason;
  const others = ids.filter((_, other) => other !== index);
  const named = ids.length > NAMED_PARTS ? `${ids[0]} to ${ids.at(-1)}` : others.join(', ');
  const are = others.length === 1 ? 'the other is' : 'the others are';
  return `${reason} (part ${index + 1} of ${ids.length}: ${are} ${named})`;
}

function asWrittenOf(readings: Reading[], first: number): { pointer: string; text: string }[] {
  return readings
    .filter(({ index }) => index >= first && index < first + MOST_CHANGES)
    .map(({ index, pointer, text }) => ({ pointer: `/changes/${index - first}${pointer}`, text }));
}
