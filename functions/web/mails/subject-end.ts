import type { RequestRecord } from '../../domain/ledger/record.ts';

/** ` (OPS-42)`: the end of a subject, by which requesters find the mails of a ticket. */
export function ticketSuffix({ request: { source } }: RequestRecord): string {
  return source.reference ? ` (${source.reference})` : '';
}

/** ` — requested by jane@example.com (OPS-42)`: by which approvers tell apart requests for the same contact. */
export function requestSuffix({ request }: RequestRecord): string {
  const { requestId, requestedBy, source } = request;
  return ` — requested by ${requestedBy} (${source.reference ?? requestId})`;
}
