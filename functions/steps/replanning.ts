import type { ContactInLine } from '../../schemas/compiled/contact-in-line.js';
import { releaseContacts } from '../aws/contact-claims.ts';
import { targetContacts } from '../domain/account/new-account.ts';
import { isReplannedTooOften } from '../domain/approval/outdated-plan.ts';
import { ReplannedTooOftenError } from '../domain/errors.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { remainingChanges } from '../domain/ledger/remaining-changes.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { reserveReads } from './turn-reservations.ts';

/**
 * The contacts that must be read and planned again, with their turns. Nobody else has to wait for them meanwhile: changes may
 * have been withdrawn after they were claimed.
 * @throws ReplannedTooOftenError
 */
export async function contactsToPlanAgain(record: RequestRecord): Promise<ContactInLine[]> {
  const { request, accounts } = record;
  await releaseContacts(requestKeyOf(request), request.changes);
  if (isReplannedTooOften(record)) {
    throw new ReplannedTooOftenError('its contacts were changed by other requests too often');
  }
  return reserveReads(targetContacts(remainingChanges(record), accounts, Date.now()));
}
