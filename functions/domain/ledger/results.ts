import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import type { FinalStatus } from '../request/request.ts';
import type { ErrorFacts, EventOf, RequestEvent } from './events.ts';
import type { ChangeResult } from './record.ts';

/**
 * What became of each contact of a request that has ended. Once changes were applied, the contacts without an event
 * were already in place; otherwise the end of the request is the end of each change.
 */
export function changeResults(
  contacts: ContactKey[],
  history: RequestEvent[],
  { status, error }: { status: FinalStatus; error?: ErrorFacts },
): ChangeResult[] {
  const known = new Map(history.flatMap(resultOf).map((result) => [contactName(result), result]));
  const isApplied = history.some(({ type }) => type === 'ChangeApplied' || type === 'ChangeFailed');
  const otherwise = isApplied ? { status: 'UNCHANGED' as const } : { status, ...(error && { error }) };
  return contacts.map((contact) => known.get(contactName(contact)) ?? { ...contactKey(contact), ...otherwise });
}

function resultOf(event: RequestEvent): ChangeResult[] {
  switch (event.type) {
    case 'ChangeApplied':
      return [{ ...contactKey(event), status: 'APPLIED', ...applyNotes(event) }];
    case 'ChangeFailed':
      return [{ ...contactKey(event), status: event.status, error: event.error }];
    case 'ChangesWithdrawn':
      return event.contacts.map((key) => ({ ...contactKey(key), status: 'CANCELLED', because: event.because }));
    default:
      return [];
  }
}

function applyNotes({ alreadyInPlace, confirmed }: EventOf<'ChangeApplied'>) {
  return { ...(alreadyInPlace && { alreadyInPlace }), ...(confirmed === false && { confirmed }) };
}
