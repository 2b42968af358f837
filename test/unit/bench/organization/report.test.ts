import { expect, it } from 'vitest';
import { organizationReport } from '../../../bench/organization/report.ts';
import { GOOD_RESULTS } from './good-results.ts';

it('says that all goals are met', () => {
  const report = organizationReport(GOOD_RESULTS);
  expect(report).toContain('All are met.');
  expect(report).toContain('| apply phase ÷ that | 1.011 |');
});

it('names what was missed, and the first of the contacts', () => {
  const lost = Array.from({ length: 11 }, (_, index) => `contact ${index}`);
  const report = organizationReport({ ...GOOD_RESULTS, killed: { ...GOOD_RESULTS.killed, lost } });
  expect(report).toContain('- killed: lost 11, not at most 0');
  expect(report).toContain('- lost: contact 9\n');
  expect(report).not.toContain('contact 10');
});
