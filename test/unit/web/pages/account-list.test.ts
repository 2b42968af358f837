import { describe, expect, it } from 'vitest';
import { contactKey } from '../../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { outcomeMail } from '../../../../functions/web/mails/outcome-mail.ts';
import { diffSection } from '../../../../functions/web/pages/diff-section.ts';
import { resultsSection } from '../../../../functions/web/pages/outcome-section.ts';
import { endedRecord, pendingRecord, recordOfAccounts } from '../web-samples.ts';

function sectionOf({ plan = [], accounts }: RequestRecord): string {
  return diffSection(plan, accounts, 'What changes').toString();
}

function namesIn(count: number): { shown: string[]; folded: string[] } {
  const [shown = '', folded = ''] = sectionOf(recordOfAccounts(count)).split('<details>');
  const names = (markup: string) => [...markup.matchAll(/<li><bdi>([^<]*)/g)].map(([, name = '']) => name);
  return { shown: names(shown), folded: names(folded) };
}

describe('diffSection', () => {
  it('names the account and its place beside the id', () => {
    expect(sectionOf(pendingRecord())).toContain('Account <bdi>222222222222 (Payments, Root / Production)</bdi>');
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
    const markup = sectionOf(recordOfAccounts(100));
    expect(markup).toContain('Same in 100 accounts:');
    expect(markup).toContain('<summary>Show 95 more accounts</summary>');
    expect(markup.match(/<table/g)).toHaveLength(1);
  });
});

describe('the results of a request for many accounts', () => {
  const { request, accounts } = recordOfAccounts(100);
  const results = request.changes.map((change) => ({ ...contactKey(change), status: 'APPLIED' as const }));
  const record = { ...endedRecord('APPLIED', results), accounts };

  it('count the accounts and fold most of them on the page', () => {
    const markup = String(resultsSection(record));
    expect(markup).toContain('SECURITY contact of 100 accounts: <strong>applied</strong>');
    expect(markup).toContain('<summary>Show 95 more accounts</summary>');
  });

  it('list every account in a line of its own in the mail', () => {
    const { text } = outcomeMail({ record });
    expect(text).toContain('✓ SECURITY contact of 100 accounts: applied\n  900000000001 (Bulk 1, Root / Workloads');
    expect(text).toContain('\n  900000000100 (Bulk 100, Root / Workloads / Production)');
  });
});
