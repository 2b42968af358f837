/** What the functions do that look at all of a campaign, each in a process of its own, to see what memory that takes. */
import { AskedContacts } from '../../../functions/domain/campaign/asked-contacts.ts';
import type { PlanPage } from '../../../functions/domain/campaign/campaign-plan.ts';
import { readChangeSet } from '../../../functions/domain/campaign/change-set-lines.ts';
import { appliedResult, countResults, type PageResult } from '../../../functions/domain/campaign/page-results.ts';
import type { Electorate, Policy } from '../../../functions/domain/policy/policy.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import { viewPlan } from '../../../functions/steps/plan-views.ts';
import { csvText } from '../../../functions/wording/csv-text.ts';
import { RESULT_HEADERS, resultRow } from '../../../functions/wording/results-csv.ts';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { campaignRecord } from '../../unit/campaign-builders.ts';
import { CONTACT, keyOf, planPage } from '../scale/sample.ts';

const POLICY: Electorate & Pick<Policy, 'allowedEmailDomains'> = {
  allowedEmailDomains: ['example.com'],
  groups: {},
  approvals: [{ name: 'every change', approvers: ['approver-1@example.com'], quorum: 1, rounds: [{ wait: '72h' }] }],
};
const CONTEXT = { accountId: '111111111111', managementAccountId: '111111111111' };

/** By the names of the functions. */
const WORKS: Record<string, (changes: number) => Promise<unknown> | unknown> = {
  'validate-change-set': (changes) => {
    const read = readChangeSet(changeSet(changes), { policy: POLICY, context: CONTEXT });
    for (let page = 0; page < pagesOf(changes); page += 1) JSON.stringify(planPage(page * CHANGES_OF_A_PAGE));
    return read.changes.length;
  },
  'plan-campaign': (changes) => viewPlan(pages(changes), POLICY, campaignRecord()),
  'check-campaign': async (changes) => {
    const asked = new AskedContacts(changeSet(changes));
    for await (const { accounts } of pages(changes)) asked.addAccounts(accounts);
    return viewPlan(pages(changes), POLICY, campaignRecord());
  },
  'record-outcome': async (changes) => {
    const results: PageResult[] = [];
    for await (const page of pages(changes)) results.push(...JSON.parse(JSON.stringify(page.changes.map(applied))));
    return [countResults(results), csvText([RESULT_HEADERS, ...results.map(resultRow)])];
  },
};

const applied = (change: ContactKey) => appliedResult(change, '2026-06-01T12:00:00.000Z');

const [name = '', changes] = process.argv.slice(2);
const begunAt = performance.now();
await WORKS[name]?.(Number(changes));
const result = { seconds: (performance.now() - begunAt) / 1000, bytes: process.resourceUsage().maxRSS * 1024 };
console.log(JSON.stringify(result));

function changeSet(changes: number): string {
  const lines = Array.from(
    { length: changes },
    (_, index) => `${JSON.stringify({ ...keyOf(index), action: 'PUT', contact: CONTACT })}\n`,
  );
  return lines.join('');
}

/** As they are read from the bucket. */
async function* pages(changes: number): AsyncGenerator<PlanPage> {
  for (let page = 0; page < pagesOf(changes); page += 1) {
    yield JSON.parse(JSON.stringify(planPage(page * CHANGES_OF_A_PAGE)));
  }
}

function pagesOf(changes: number): number {
  return Math.ceil(changes / CHANGES_OF_A_PAGE);
}
