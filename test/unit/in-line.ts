import { contactKey } from '../../functions/domain/contact/contact.ts';
import type { RequestRecord, RequestTurns } from '../../functions/domain/ledger/record.ts';
import type { Line, LineName } from '../../functions/domain/pace/line.ts';
import { changeRequest, NEW_CONTACT, pendingRecord, plannedChange, putChange, VOTED_AT, vote } from './builders.ts';

/** How long a change has the line for itself in these tests. */
export const EACH = 200;

/** Turns of so many changes, of which the first comes after so many others. */
export function turnsAfter(before: number, count: number, now: number, line: LineName = 'contacts'): RequestTurns {
  const turn = (index: number) => ({ line, lane: 'back', at: now + index * EACH, offset: 0 }) as const;
  return { first: turn(before), last: turn(before + count - 1), each: EACH };
}

/** A line in which so many changes stand. */
export function lineOfChanges(count: number, now: number, differences: Partial<Line> = {}): Line {
  return {
    frontEnd: 0,
    backEnd: now + count * EACH,
    pushed: 0,
    shifted: 0,
    firstEnd: 0,
    slowness: 100,
    slowedAt: 0,
    ...differences,
  };
}

/** An approved request for the same contact in so many accounts, without turns. */
export function approvedRecord(count = 1): RequestRecord {
  const plan = Array.from({ length: count }, (_, index) =>
    plannedChange({ accountId: String(900_000_000_001 + index), after: NEW_CONTACT }),
  );
  const request = changeRequest({ changes: plan.map((change) => putChange(contactKey(change))) });
  return pendingRecord({ request, plan, status: 'APPROVED', votes: [vote()], applyingSince: VOTED_AT });
}
