import { requestedOf } from './evolve.ts';
import type { RequestRecord } from './record.ts';

/** Whether contact details were taken out of the ledger, so that the digests of what was asked and planned cannot be made again. */
export function isRedacted(record: Pick<RequestRecord, 'history'>): boolean {
  return !requestedOf(record).nonce;
}
