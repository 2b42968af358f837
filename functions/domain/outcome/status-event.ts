import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { ChangeResult as ReportedResult, StatusEvent } from '../../../schemas/compiled/status-event.js';
import { contactKey } from '../contact/contact.ts';
import type { ChangeResult, RequestRecord } from '../ledger/record.ts';
import type { RequestStatus } from '../request/request.ts';
import { errorLine } from './caught-error.ts';

/** The status event of a request that has moved from `previousStatus` to its current status. */
export function statusChange(
  { request, status, results }: RequestRecord,
  previousStatus: RequestStatus | null,
  occurredAt: string,
): StatusEvent {
  const { requestId, requestedBy, source } = request;
  const changes = results ? results.map(reportedResult) : withStatus(request.changes, status);
  return { requestId, status, previousStatus, requestedBy, source, occurredAt, changes };
}

/** The status before people were done with a request: whether any had been asked. */
export function previousStatus({ round }: RequestRecord): 'RECEIVED' | 'PENDING_APPROVAL' {
  return round === undefined ? 'RECEIVED' : 'PENDING_APPROVAL';
}

/** A result as events and outputs report it: its key, its status, and what else they say of it. */
export function reportedResult({ status, error, confirmed, ...contact }: ChangeResult): ReportedResult {
  return {
    ...contactKey(contact),
    status,
    ...(error && { error: errorLine(error) }),
    ...(confirmed === false && { confirmed }),
  };
}

function withStatus(contacts: ContactKey[], status: RequestStatus): ReportedResult[] {
  return contacts.map((contact) => ({ ...contactKey(contact), status }));
}
