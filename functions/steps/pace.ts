import { linePace, millisecondsToApply } from '../domain/pace/line-pace.ts';
import { quotasOf } from '../domain/pace/quotas.ts';
import { TIME_SCALE } from '../runtime/environment.ts';

/** The pace at which the quotas let reads and changes through where the service runs. */
export const PACE = linePace(quotasOf(process.env['AWS_REGION'] ?? ''));

/** How long so many changes take, of which some remove a contact, if nobody else changes any: in whole seconds of the clock. */
export function secondsToApply(changes: number, removals: number): number {
  return Math.ceil((millisecondsToApply(PACE, changes, removals) * TIME_SCALE) / 1000);
}
