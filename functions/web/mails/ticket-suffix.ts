import type { RequestRecord } from '../../domain/ledger/record.ts';

/** ` (OPS-42)`: the end of a subject, by which requesters find the mails of a ticket. */
export function ticketSuffix({ request: { source } }: RequestRecord): string {
  return source.reference ? ` (${source.reference})` : '';
}
