import { describe, expect, it } from 'vitest';
import { diffSection } from '../../../../functions/web/pages/diff-section.ts';
import { pendingRecord, recordOfAccounts } from '../web-samples.ts';

function namesIn(count: number): { shown: string[]; folded: string[] } {
  const [shown = '', folded = ''] = diffSection(recordOfAccounts(count), 'What changes').toString().split('<details>');
  const names = (markup: string) => [...markup.matchAll(/<li><bdi>([^<]*)/g)].map(([, name = '']) => name);
  return { shown: names(shown), folded: names(folded) };
}

describe('diffSection', () => {
  it('names the account and its place beside the id', () => {
    expect(diffSection(pendingRecord(), 'What changes').toString()).toContain(
      'Account <bdi>222222222222 (Payments, Root / Production)</bdi>',
    );
  });

  it('names each of three accounts in a line of its own', () => {
    const { shown, folded } = namesIn(3);
    expect(shown).toEqual([1, 2, 3].map((n) => `90000000000${n} (Bulk ${n}, Root / Workloads / Production)`));
    expect(folded).toEqual([]);
  });

  it('folds most of a hundred accounts, and counts them', () => {
    const { shown, folded } = namesIn(100);
    expect(shown).toHaveLength(5);
    expect(folded).toHaveLength(95);
    const markup = diffSection(recordOfAccounts(100), 'What changes').toString();
    expect(markup).toContain('Same in 100 accounts:');
    expect(markup).toContain('<summary>Show 95 more accounts</summary>');
    expect(markup.match(/<table/g)).toHaveLength(1);
  });
});
