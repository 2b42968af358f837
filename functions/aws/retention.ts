import { environmentVariable, secondsOfDays } from '../runtime/environment.ts';

/** Evidence outlives the record, which is kept from when the request has ended. */
const EVIDENCE_SECONDS = secondsOfDays(environmentVariable('RETENTION_DAYS')) + 100 * 86_400;

/** When evidence of that moment (epoch seconds) may be deleted, in epoch seconds. */
export function evidenceExpiry(since: number): number {
  return Math.ceil(since) + EVIDENCE_SECONDS;
}
