import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { monitoring } from '../../../../resources/monitoring/monitoring.ts';
import { ASSUMED } from '../../../bench/cost/assumptions.ts';
import { costOf, priceOf, times } from '../../../bench/cost/prices.ts';
import { priceTable } from '../../../bench/cost/report.ts';
import { standing } from '../../../bench/cost/standing.ts';
import { params } from '../../packaging/deployment.ts';

const DOCS = readFileSync(join(import.meta.dirname, '../../../../docs/cost.md'), 'utf8');

describe('costOf', () => {
  it('sums what each item costs', () => {
    expect(costOf({ stateTransition: 2000, mail: 500 })).toBeCloseTo(0.05 + 0.05);
  });

  it('is nothing when nothing is used', () => {
    expect(costOf({})).toBe(0);
  });
});

it('usages can be multiplied', () => {
  expect(times(2, { mail: 3 })).toMatchObject({ mail: 6, event: 0 });
});

it('prices are of one unit', () => {
  expect(priceOf('invocation')).toBeCloseTo(0.0000002, 12);
});

describe('docs/cost.md', () => {
  it('was written with the prices of the list', () => {
    expect(DOCS, 'run npm run bench:cost').toContain(priceTable());
  });

  it('computes with the log level that a stage has unless it names another', () => {
    expect(params['default']?.['workflowLogLevel']).toBe(ASSUMED.workflowLogLevel);
  });

  it('counts the metrics of the alarms that there are', () => {
    const usage = standing(monitoring).find(({ usage: { alarmMetric } }) => alarmMetric)?.usage;
    expect(DOCS, 'run npm run bench:cost').toContain(`| alarms, by their metrics | ${usage?.alarmMetric} |`);
  });
});
