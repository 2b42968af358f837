/**
 * When a request was made: when its event was put, in ISO 8601. Events may arrive in another order. A time that is missing or
 * in the future counts as now.
 * @param time of the event's envelope
 */
export function askedAt(time: unknown, now: Date): string {
  const put = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return new Date(put <= now.getTime() ? put : now).toISOString();
}
