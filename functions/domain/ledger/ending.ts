import type { RequestRecord } from './record.ts';

/** The record of a request that has just ended: what follows from its end is still to be done. */
export function asEnding(record: RequestRecord): RequestRecord {
  return { ...record, isEnding: true };
}

/** The record of a request of whose end everybody is told, but for the requester, whose mail has to wait. */
export function asAnnounced(record: RequestRecord): RequestRecord {
  return { ...record, isEnding: 'announced' };
}

/** The record once that is done; the same one if it was done before. */
export function withoutEnding(record: RequestRecord): RequestRecord {
  if (record.isEnding === undefined) return record;
  const { isEnding: _, ...rest } = record;
  return rest;
}
