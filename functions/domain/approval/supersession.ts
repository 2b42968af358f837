import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey } from '../contact/contact.ts';
import type { RequestEvent } from '../ledger/events.ts';
import { evolveAll } from '../ledger/evolve.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { shapersOf } from '../policy/barred-approver.ts';
import { originOf } from '../request/origin.ts';
import { type RequestKey, requestKeyOf } from '../request/request-key.ts';
import { withdrawChanges } from './withdrawal.ts';

/**
 * What follows for a request when another one of the same origin, `newer`, takes the place of its waiting changes. An invalid
 * one takes no place: nobody was asked about it.
 */
export function supersede(record: RequestRecord, newer: RequestRecord, at: string): RequestEvent[] {
  if (newer.status === 'INVALID' || !isSameOrigin(record, newer) || !isLater(newer, record)) return [];
  return withdrawChanges(
    record,
    replacedBy(newer),
    { kind: 'superseded', requestKey: requestKeyOf(newer.request) },
    at,
  );
}

/** The record after it has given way to whichever of the others are newer and of the same origin; the same one if none is. */
export function giveWay(record: RequestRecord, others: Iterable<RequestRecord>, at: string): RequestRecord {
  return [...others].reduce((after, newer) => evolveAll(after, supersede(after, newer, at)), record);
}

/** Whether changes of a request were given up for the request with this key. */
export function isSupersededBy({ cancellation, withdrawn }: RequestRecord, requestKey: RequestKey): boolean {
  const causes = [cancellation?.because, ...withdrawn.map(({ because }) => because)];
  return causes.some((because) => because?.kind === 'superseded' && because.requestKey === requestKey);
}

/**
 * The people who shaped the requests that give way to this one, or gave way before, and those that had given way to them: what
 * they wrote may be in it. Of a ticket that is one request, that is everybody who shaped an earlier one, however it ended.
 */
export function formerShapers(record: RequestRecord, family: RequestRecord[], at: string): string[] {
  const earlier = new Set<RequestRecord>();
  const visit = (one: RequestRecord) => {
    for (const other of family) {
      if (earlier.has(other) || !takesPlaceOf(one, other, at)) continue;
      earlier.add(other);
      visit(other);
    }
  };
  visit(record);
  return [...new Set([...earlier].flatMap(shapersOf))];
}

function takesPlaceOf(record: RequestRecord, other: RequestRecord, at: string): boolean {
  const { replaces } = record.request;
  if (!isLater(record, other)) return false;
  return (
    replaces === 'all' || isSupersededBy(other, requestKeyOf(record.request)) || supersede(other, record, at).length > 0
  );
}

export function isSameOrigin(one: RequestRecord, other: RequestRecord): boolean {
  const origin = originOf(one);
  return origin !== undefined && origin === originOf(other);
}

function replacedBy({ request }: RequestRecord): ContactKey[] | 'all' {
  return request.replaces ?? request.changes.map(contactKey);
}

/** Events are put with a precision of a second. Of two in the same one, the later to be registered counts. */
function isLater(one: RequestRecord, other: RequestRecord): boolean {
  const order = one.askedAt.localeCompare(other.askedAt) || one.createdAt.localeCompare(other.createdAt);
  return order > 0 || (order === 0 && requestKeyOf(one.request) > requestKeyOf(other.request));
}
