import type { Change } from '../../../schemas/compiled/change-request.js';
import { contactName } from '../contact/contact.ts';
import type { RequestRecord } from './record.ts';

/** The requested changes that have not been withdrawn, in the order of the request. */
export function remainingChanges({ request, withdrawn }: RequestRecord): Change[] {
  const gone = new Set(withdrawn.map(contactName));
  return request.changes.filter((change) => !gone.has(contactName(change)));
}
