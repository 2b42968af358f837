import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { PlannedChange } from '../request/plan.ts';

/** After this time, people should look at a change that AWS still does not show. */
const OVERDUE_MILLISECONDS = 900_000;

/** After this time, nobody looks for the change any more. */
const GIVEN_UP_MILLISECONDS = 86_400_000;

/** A change that AWS has acknowledged but not shown yet. */
export interface UnconfirmedChange extends PlannedChange {
  /** ISO 8601. */
  appliedAt: string;
}

/** The changes of a request that are still looked for. */
export function unconfirmedChanges(record: RequestRecord, now: number): UnconfirmedChange[] {
  const { results = [], plan = [], history } = record;
  const waiting = new Set(results.filter(({ confirmed }) => confirmed === false).map(contactName));
  return plan.flatMap((change) => {
    const name = contactName(change);
    const applied = history.findLast((event) => event.type === 'ChangeApplied' && contactName(event) === name);
    const isLookedFor = waiting.has(name) && applied && age(applied.at, now) < GIVEN_UP_MILLISECONDS;
    return isLookedFor ? [{ ...change, appliedAt: applied.at }] : [];
  });
}

/** Whether people should look at the change. */
export function isOverdue({ appliedAt }: UnconfirmedChange, now: number): boolean {
  return age(appliedAt, now) >= OVERDUE_MILLISECONDS;
}

/** What follows from another look: a change that is shown is confirmed, and one that is overdue is noted once. */
export function confirmationEvents(record: RequestRecord, shown: ContactKey[], at: string): RequestEvent[] {
  const now = Date.parse(at);
  const names = new Set(shown.map(contactName));
  return unconfirmedChanges(record, now).flatMap((change): RequestEvent[] => {
    const event = { at, by: WORKFLOW, ...contactKey(change) };
    if (names.has(contactName(change))) return [{ type: 'ChangeConfirmed', ...event }];
    return isOverdue(change, now) && !isNoted(record, change) ? [{ type: 'ChangeNotConfirmed', ...event }] : [];
  });
}

function isNoted({ history }: RequestRecord, key: ContactKey): boolean {
  return history.some((event) => event.type === 'ChangeNotConfirmed' && contactName(event) === contactName(key));
}

function age(at: string, now: number): number {
  return now - Date.parse(at);
}
