import type { Alarm } from './alarm.ts';
import { counted, ofHttpApi } from './metrics.ts';

const FIVE_MINUTES = 300;

/** What people and ticket systems run into at the HTTP API. A few of these are everyday life: expired links, rotated keys. */
export const callerAlarms: Alarm[] = [
  {
    name: 'server-errors',
    meaning: 'The HTTP API answers that it has failed; people see an error page',
    metrics: [ofHttpApi('5xx')],
    statistic: 'Sum',
    period: FIVE_MINUTES,
    threshold: 3,
  },
  {
    name: 'refused-calls',
    meaning: 'Many calls of the HTTP API are refused; the access log names addresses and routes',
    metrics: [ofHttpApi('4xx')],
    statistic: 'Sum',
    period: FIVE_MINUTES,
    threshold: 300,
  },
  {
    name: 'unauthorized-calls',
    meaning: 'Many webhooks come without a valid proof; a key does not match, or somebody is guessing',
    metrics: [counted('unauthorized-calls')],
    statistic: 'Sum',
    period: FIVE_MINUTES,
    threshold: 20,
  },
  {
    name: 'webhook-keys',
    meaning:
      'A webhook key was rotated, or a ticket system still uses the one before; it ends a week after the rotation',
    metrics: [counted('webhook-keys')],
    statistic: 'Sum',
    period: 3600,
    threshold: 1,
  },
  {
    name: 'throttled-calls',
    meaning: 'The HTTP API gets more calls than it lets through; people and ticket systems are turned away too',
    metrics: [counted('throttled-calls')],
    statistic: 'Sum',
    period: 60,
    periods: 3,
    breaching: 2,
    threshold: 10,
  },
];
