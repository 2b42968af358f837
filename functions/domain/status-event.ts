import type { ChangeResult } from './outcome.ts';
import { type RequestSource, type RequestStatus, readableContacts } from './request.ts';
import type { RequestRecord } from './request-record.ts';

/** The detail of a status event. It holds no contact details: they are personal data. */
export interface StatusChange {
  /** null when the request named none. */
  requestId: string | null;
  status: RequestStatus;
  /** null when there was none, or when a repeated event no longer knows it. */
  previousStatus: RequestStatus | null;
  requestedBy: string | null;
  source: Partial<RequestSource> | null;
  /** ISO 8601, UTC. */
  occurredAt: string;
  changes: ChangeResult[];
}

/** What the world is told when a request has moved from `previousStatus` to its present status. */
export function statusChange(
  { request, status }: RequestRecord,
  previousStatus: RequestStatus | null,
  occurredAt: string,
): StatusChange {
  const { requestId, requestedBy, source } = request;
  const changes = readableContacts(request).map((key) => ({ ...key, status }));
  return { requestId, status, previousStatus, requestedBy, source, occurredAt, changes };
}
