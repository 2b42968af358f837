const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const MINUTES_PER = { day: 1440, hour: 60, minute: 1 } as const;

/** `4 Jun 2026, 12:00 UTC`; what is no time stays as it is. Times are ISO 8601. */
export function utcText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const date = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${date}, ${at.toISOString().slice(11, 16)} UTC`;
}

/** `in 2 days 3 hours`: how long from `now` until a time, never longer than it is. */
export function timeLeftText(iso: string, now: Date): string {
  const minutes = Math.floor((Date.parse(iso) - now.getTime()) / 60_000);
  if (Number.isNaN(minutes)) return '';
  if (minutes < 0) return 'over';
  if (minutes < 1) return 'in less than a minute';
  const parts = [
    counted(Math.floor(minutes / MINUTES_PER.day), 'day'),
    counted(Math.floor((minutes % MINUTES_PER.day) / MINUTES_PER.hour), 'hour'),
    counted(minutes % MINUTES_PER.hour, 'minute'),
  ];
  const first = parts.findIndex((part) => part !== '');
  return `in ${parts
    .slice(first, first + 2)
    .filter(Boolean)
    .join(' ')}`;
}

function counted(count: number, unit: keyof typeof MINUTES_PER): string {
  if (count === 0) return '';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
