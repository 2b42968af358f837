import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import type { FinalStatus } from '../request/request.ts';
import type { ErrorFacts, RequestEvent } from './events.ts';
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
  const otherwise = known.size > 0 ? { status: 'UNCHANGED' as const } : { status, ...(error && { error }) };
  return contacts.map((contact) => known.get(contactName(contact)) ?? { ...contactKey(contact), ...otherwise });
}

function resultOf(event: RequestEvent): ChangeResult[] {
  switch (event.type) {
    case 'ChangeApplied':
      return [{ ...contactKey(event), status: 'APPLIED', ...(event.alreadyInPlace && { alreadyInPlace: true }) }];
    case 'ChangeFailed':
      return [{ ...contactKey(event), status: event.status, error: event.error }];
    default:
      return [];
  }
}
