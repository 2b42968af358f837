import { describe, expect, it } from 'vitest';
import type { PlanSearch } from '../../../../functions/domain/campaign/shown-plan.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { approvalPage } from '../../../../functions/web/pages/approval-page.ts';
import { APPROVER, BILLING, DENIED, ended, OLD_CONTACT } from '../../builders.ts';
import {
  applyingCampaign,
  campaignApplied,
  campaignRecord,
  changeGroup,
  planSummary,
} from '../../campaign-builders.ts';
import { manyGroups, manyGroupsRecord } from '../campaign-samples.ts';
import { textOf } from '../markup.ts';
import { NOW } from '../web-samples.ts';

const LINK_SECRET = 's'.repeat(43);

const wordsOf = (page: string) => textOf(page).replace(/\s+/g, ' ');

interface Shown {
  record?: RequestRecord;
  summary?: ReturnType<typeof planSummary>;
  search?: PlanSearch;
}

function show({ record = campaignRecord(), summary = planSummary(), search }: Shown = {}): string {
  const plan = { summary, ...(search && { search }) };
  const campaign = { plan, linkSecret: LINK_SECRET, rules: { canary: { changes: 5 }, stopAt: '5%' } };
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', campaign });
}

describe('the approval page of a campaign', () => {
  it('says who asks for how much, and shows each group folded, the largest first', () => {
    const page = wordsOf(show({ record: manyGroupsRecord(), summary: manyGroups() }));
    expect(page).toContain('jane@example.com asks to change 10,000 contacts in 3,334 accounts');
    expect(page).toContain('10,000 changes in 3,334 accounts, in 20 groups of equal changes.');
    expect(page).toMatch(/SECURITY of 3,315 accounts.*OPERATIONS of 3,290 accounts.*BILLING of 3,280 accounts/s);
    expect(page).toMatch(/14 exceptions.*SECURITY of 5 accounts/s);
  });

  it('has each field of a group before and after, and its first accounts', () => {
    const page = show({ summary: planSummary({ groups: [changeGroup(12, { before: OLD_CONTACT })] }) });
    expect(page).toMatch(/<details class="card group">\s*<summary/);
    expect(page).toMatch(/<del>.*desk@example\.com.*<\/del>/);
    expect(page).toMatch(/<ins>.*response@example\.com.*<\/ins>/);
    expect(page).toContain('The first 10 of its accounts:');
    expect(page).toContain('900000000001 (Bulk 1, Root / Workloads / Production)');
  });

  it('says in red how many accounts lose a contact', () => {
    const removal = changeGroup(12, { alternateContactType: 'BILLING', before: OLD_CONTACT, after: null });
    const page = show({ summary: planSummary({ groups: [removal], removed: 12 }) });
    expect(page).toMatch(/<p class="problem">.*12 accounts lose their BILLING contact\./);
    expect(show()).not.toContain('class="problem"');
  });

  it('counts what is in place, and names what could not be read', () => {
    const unreadable = Array.from({ length: 12 }, () => ({ ...BILLING, error: DENIED }));
    const page = wordsOf(show({ summary: planSummary({ inPlace: 1204, unreadable, unreadableCount: 1012 }) }));
    expect(page).toContain('1,204 other contacts of the request are as asked already.');
    expect(page).toContain('1,012 contacts could not be read, and are left alone');
    expect(page.split('BILLING contact of 222222222222: AccessDeniedException: no permission')).toHaveLength(11);
    expect(page).toContain('and 1,002 more');
  });

  it('counts the groups that are too many to be shown, here and in the summary', () => {
    const groups = Array.from({ length: 70 }, () => changeGroup(1));
    const page = show({ summary: planSummary({ groups, further: { groups: 1000, changes: 1100 } }) });
    expect(wordsOf(page)).toContain('Not shown here: 1,010 more groups with 1,110 changes.');
    expect(page.match(/<details class="card group"/g)).toHaveLength(60);
  });

  it('says how it is applied', () => {
    expect(wordsOf(show())).toContain('How it is applied: The first 5 changes go alone.');
  });

  it('searches by opening itself anew, and leads to the whole plan as a file', () => {
    const page = show();
    expect(page).toContain(`<form method="get" action="${LINK_SECRET}#search"`);
    expect(page).toMatch(/<label for="q">Find accounts<\/label>/);
    expect(page).toContain(`<a href="${LINK_SECRET}/plan.csv">`);
    expect(page).not.toContain('class="found"');
  });

  it('shows what a search has found, unfolded, with what was searched for', () => {
    const groups = [changeGroup(2)];
    const page = show({ search: { query: '"prod"', groups, all: 1204, shown: 2 } });
    expect(page).toContain('value="&quot;prod&quot;"');
    expect(wordsOf(page)).toContain('1,204 changes of accounts with “"prod"”. The first 2 are shown.');
    expect(page.match(/<details class="card group" open>/g)).toHaveLength(1);
    expect(new Set(page.match(/ id="[^"]+"/g)).size).toBe(page.match(/ id="[^"]+"/g)?.length);
  });

  it('stays below 200 KB with 10,000 changes in 20 groups, and with as many as it shows', () => {
    const page = show({ record: manyGroupsRecord(), summary: manyGroups() });
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    const groups = Array.from({ length: 200 }, () => changeGroup(10, { before: OLD_CONTACT }));
    expect(Buffer.byteLength(show({ summary: planSummary({ groups }) }))).toBeLessThan(260_000);
  });

  it('says what became of it once it has ended, and still shows the plan', () => {
    const counts = { applied: 9880, inPlace: 2, failed: 12, conflicts: 5, cancelled: 3 };
    const page = wordsOf(show({ record: applyingCampaign(campaignApplied(counts), ended('PARTIALLY_APPLIED')) }));
    expect(page).toContain('12 changes: failed');
    expect(page).toContain('5 changes: conflict');
    expect(page).toContain('9,880 changes: applied');
    expect(page).toContain('2 changes were already in place.');
    expect(page).toContain('3 changes: cancelled');
    expect(page).toContain('What was requested');
  });
});
