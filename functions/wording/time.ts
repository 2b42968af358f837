import { counted } from './counted.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const MINUTE = 60_000;

/** From so many on, people count minutes. */
const ROUGH_SECONDS = 100;

/** The units of durations and how many milliseconds each lasts. */
const UNITS: [name: string, milliseconds: number][] = [
  ['day', 1440 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
  ['second', 1000],
];

/**
 * `4 Jun 2026, 12:00 UTC`, or with seconds `4 Jun 2026, 12:00:00 UTC`. Text that is not a time as records hold it stays as
 * it is: `new Date` would find one in almost anything.
 */
export function utcText(iso: string, { seconds = false } = {}): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime()) || at.toISOString() !== iso) return iso;
  const date = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${date}, ${at.toISOString().slice(11, seconds ? 19 : 16)} UTC`;
}

/** `2 days 3 hours`: a duration in its `count` largest units, rounded down. */
export function durationText(milliseconds: number, count = 1): string {
  const first = UNITS.findIndex(([, length]) => milliseconds >= length);
  if (first === -1) return '0 seconds';
  let rest = milliseconds;
  const parts = UNITS.slice(first, first + count).map(([name, length]) => {
    const whole = Math.floor(rest / length);
    rest -= whole * length;
    return whole > 0 ? counted(whole, name) : '';
  });
  return parts.filter(Boolean).join(' ');
}

/** `about 63 seconds`, `about 3 minutes`, `about 1 hour 5 minutes`: how long something will take, the longer, the rougher. */
export function aboutText(seconds: number): string {
  if (seconds < ROUGH_SECONDS) return `about ${counted(Math.max(1, Math.ceil(seconds)), 'second')}`;
  return `about ${durationText(Math.round((seconds * 1000) / MINUTE) * MINUTE, 2)}`;
}

/** `in 2 days 3 hours`: how long from `now` until a time (ISO 8601), in whole minutes, rounded down. */
export function timeLeftText(iso: string, now: Date): string {
  const left = Date.parse(iso) - now.getTime();
  if (Number.isNaN(left)) return '';
  if (left < 0) return 'time is up';
  return left < MINUTE ? 'in less than a minute' : `in ${durationText(left - (left % MINUTE), 2)}`;
}

/** `3 hours`: how long ago a time (ISO 8601) was. */
export function ageText(iso: string, now: Date): string {
  const age = now.getTime() - Date.parse(iso);
  return Number.isNaN(age) ? '' : durationText(age);
}
