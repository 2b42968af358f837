import type { Sweep } from '../../../functions/domain/inventory/sweep.ts';
import { counted, numberText } from '../../../functions/wording/counted.ts';
import { aboutText } from '../../../functions/wording/time.ts';
import { barText } from '../../output/bar.ts';

const MINUTE_MILLISECONDS = 60_000;

/** `312 of 1,004 accounts read, 98 a minute, about 7 minutes left` */
export function progressText({ accounts, read, startedAt }: Sweep, now: Date): string {
  if (accounts === 0) return 'listing the accounts';
  const milliseconds = now.getTime() - Date.parse(startedAt);
  const done = `${numberText(read)} of ${counted(accounts, 'account')} read`;
  if (read >= accounts) return `${done}; summing up`;
  if (read === 0 || milliseconds <= 0) return done;
  const perMinute = Math.round((read / milliseconds) * MINUTE_MILLISECONDS);
  const left = ((accounts - read) * milliseconds) / read / 1000;
  return `${done}, ${numberText(perMinute)} a minute, ${aboutText(left)} left`;
}

/** The same after a bar. */
export function progressBar(sweep: Sweep, now: Date): string {
  const { accounts, read } = sweep;
  return accounts === 0 ? progressText(sweep, now) : `${barText(read, accounts)} ${progressText(sweep, now)}`;
}
