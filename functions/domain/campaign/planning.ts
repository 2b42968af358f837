import type { RequestRecord } from '../ledger/record.ts';
import type { Planning } from '../outcome/progress.ts';
import { type Meter, NOTHING_DONE, paceOf } from './meter.ts';

/** Whether the contacts of a campaign are being read for its plan. */
export function isBeingPlanned({ status, request, campaign, results }: RequestRecord): boolean {
  return status === 'RECEIVED' && request.changeSet !== undefined && campaign === undefined && results === undefined;
}

/**
 * How far the plan of a campaign is.
 * @param now epoch milliseconds
 * @param read counts the contacts that were read
 */
export function planningOf({ request, createdAt }: RequestRecord, now: number, read: Meter = NOTHING_DONE): Planning {
  const { count: all = 0 } = request.changeSet ?? {};
  const begin = Date.parse(createdAt);
  const done = Math.min(all, read.count);
  const meter = { ...read, marks: [...read.marks, { at: begin, count: 0 }] };
  const { secondsLeft } = paceOf(meter, all - done, begin, now) ?? {};
  return { read: done, all, ...(secondsLeft !== undefined && { secondsLeft }) };
}
