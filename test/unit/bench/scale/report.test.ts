import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limits, MOST_PAUSES } from '../../../bench/scale/limits.ts';
import { scaleReport } from '../../../bench/scale/report.ts';

const DOCS = readFileSync(join(import.meta.dirname, '../../../../docs/scale.md'), 'utf8');

it('docs/scale.md is what the state machines and the quotas make of it', () => {
  expect(DOCS, 'run npm run bench:scale').toContain(scaleReport());
});

it.each(limits())('of $most $unit, a quarter is left: $what', ({ here, most }) => {
  expect(here).toBeGreaterThan(0);
  expect(here / most).toBeLessThan(0.75);
});

it('a campaign can be paused some times in the middle of a page, whatever happens to its changes', () => {
  expect(MOST_PAUSES).toBeGreaterThanOrEqual(5);
});
