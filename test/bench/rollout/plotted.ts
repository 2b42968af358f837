import { QUOTAS } from 'embedded-aws/services/account/quotas.ts';
import { rolloutPlot, type Series } from './plot.ts';
import { putMinimum } from './quota-minimum.ts';
import type { Results } from './results.ts';

/** Of the cases that the plot shows. */
const SHOWN = 1000;

/** The plot of a thousand single requests, beside scripts that make the same changes. */
export function plotOf({ cases, peers }: Results): string {
  const ours = cases.filter(({ requests, changes }) => requests === SHOWN && changes === SHOWN).map(ourSeries);
  const scripts = peers.map(
    ({ name, writes, lost }): Series => ({ label: `script: ${name}`, kind: 'script', writes, lost }),
  );
  const quota: Series = { label: 'the quota of Put alone', kind: 'quota', writes: quotaWrites(), lost: 0 };
  return rolloutPlot('1,000 changes at once: how many are applied, and when', [...ours, ...scripts, quota]);
}

function ourSeries({ makespan, writes, lost }: Results['cases'][number]): Series {
  const label = Number.isNaN(makespan) ? 'this service, from the approval on' : 'this service, pre-approved';
  return { label, kind: 'ours', writes, lost: lost.length };
}

function quotaWrites(): number[] {
  const { burst, perSecond } = QUOTAS.PutAlternateContact;
  const count = putMinimum(SHOWN) * perSecond + burst;
  return Array.from({ length: count }, (_, index) => Math.max(0, (index + 1 - burst) / perSecond));
}
