import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { ChangeResult as ReportedResult, StatusEvent } from '../../../schemas/compiled/status-event.js';
import { contactKey } from '../contact/contact.ts';
import type { CampaignCounts } from '../ledger/events.ts';
import type { ChangeResult, RequestRecord } from '../ledger/record.ts';
import type { RequestStatus } from '../request/request.ts';
import { errorLine } from './caught-error.ts';

/** The status event of a request that has moved from `previousStatus` to its current status. */
export function statusChange(
  { request, status, results, counts }: RequestRecord,
  previousStatus: RequestStatus | null,
  occurredAt: string,
): StatusEvent {
  const { requestId, requestedBy, source, changeSet } = request;
  const changes = results ? results.map(reportedResult) : withStatus(request.changes, status);
  const figures = changeSet && { changeSet: changeSetFigures(changeSet, counts) };
  return { requestId, status, previousStatus, requestedBy, source, occurredAt, changes, ...figures };
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

function changeSetFigures({ count }: { count: number }, counts: CampaignCounts | undefined) {
  if (!counts) return { count };
  const { applied, failed, conflicts, cancelled } = counts;
  return { count, applied, failed, conflicts, cancelled };
}

function withStatus(contacts: ContactKey[], status: RequestStatus): ReportedResult[] {
  return contacts.map((contact) => ({ ...contactKey(contact), status }));
}
