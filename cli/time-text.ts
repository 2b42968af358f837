import { visibleLine } from './terminal-text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: [number, string][] = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
];

/** `2026-06-01 10:00:03Z`: a time (ISO 8601) in UTC; what is no time stays as it is. */
export function utcText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return visibleLine(iso);
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** `2 d 3 h`: a duration in its `count` greatest units, never longer than it is. Less than a second is `0 s`. */
export function durationText(milliseconds: number, count = 1): string {
  const first = UNITS.findIndex(([length]) => milliseconds >= length);
  if (first === -1) return '0 s';
  let rest = milliseconds;
  const parts = UNITS.slice(first, first + count).map(([length, unit]) => {
    const whole = Math.floor(rest / length);
    rest -= whole * length;
    return { whole, text: `${whole} ${unit}` };
  });
  return parts.flatMap(({ whole, text }) => (whole > 0 ? text : [])).join(' ');
}

/** `3 h`: how long ago a time (ISO 8601) was. */
export function ageText(iso: string, now: Date): string {
  const age = now.getTime() - Date.parse(iso);
  return Number.isNaN(age) ? '' : durationText(age);
}
