import type { PageEntry, PlanPage } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import { countResults, type PageResult } from '../../../functions/domain/campaign/page-results.ts';
import { contactKey } from '../../../functions/domain/contact/contact.ts';
import { evolveAll, recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { changeSetKey } from '../../../functions/domain/request/change-set.ts';
import { sha256 } from '../../../functions/domain/request/digest.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import type { FinalStatus } from '../../../functions/domain/request/request.ts';
import {
  APPROVER,
  applyStarted,
  approvalRequested,
  approved,
  deleteChange,
  ended,
  planned,
  plannedChange,
  putChange,
  requested,
  voteCast,
} from '../builders.ts';
import { campaignApplied, campaignPlan, campaignRequest, planSummary } from '../campaign-builders.ts';

/** A campaign that has ended, and what the bucket holds of it. */
export interface EndedCampaign {
  record: RequestRecord;
  objects: Record<string, string>;
}

/** How a contact of a campaign ended; `inPlace` needed no change. */
export type End = PageResult['status'] | 'inPlace' | 'noResult';

export const contactAt = (index: number) => ({
  accountId: String(900_000_000_001 + index),
  alternateContactType: 'SECURITY' as const,
});

/** The text of the summary of its plan. */
const SUMMARY = JSON.stringify(planSummary());

/** A campaign of one change for each of these ends, on pages of `size` changes. */
export function endedCampaign(ends: End[], status: FinalStatus, size = 2): EndedCampaign {
  const changes = ends.map((end, index) => ({ end, change: plannedChange(contactAt(index)) }));
  const lines = changes.map(({ change }) => `${JSON.stringify(lineOf(change))}\n`).join('');
  const pages = chunks(changes, size).map((page, index) => pageOf(page, index + 1));
  const results = changes.flatMap(({ end, change }) => resultOf(end, change));
  const plans = pages.map(({ plan }) => JSON.stringify(plan));
  const entries = pages.flatMap(({ plan }, index): PageEntry[] => {
    const count = plan.changes.length;
    return count > 0 ? [{ page: plan.page, sha256: sha256(plans[index] ?? ''), count }] : [];
  });
  const list = JSON.stringify(entries);
  const count = changes.filter(({ end }) => end !== 'inPlace').length;
  const summary = sha256(SUMMARY);
  const waiting = recordOf([
    requested({ request: campaignRequest({ changeSet: setOf(lines, ends.length) }), accounts: [] }),
    planned({
      plan: [],
      campaign: campaignPlan({ sha256: sha256(list), count, pages: entries.length, accounts: count, summary }),
    }),
    approvalRequested(),
  ]);
  const record = evolveAll(waiting, [
    ...[voteCast(APPROVER, { fingerprint: waiting.fingerprint ?? '' }), approved(), applyStarted()],
    ...[campaignApplied(countResults(results)), ended(status)],
  ]);
  const run = runOf(record);
  return {
    record,
    objects: {
      [changeSetKey(sha256(lines))]: lines,
      [CAMPAIGN_KEYS.planPages(run)]: list,
      [CAMPAIGN_KEYS.summary(run)]: SUMMARY,
      ...Object.fromEntries(
        pages.map(({ plan }, index) => [CAMPAIGN_KEYS.planPage(run, plan.page), plans[index] ?? '']),
      ),
      ...Object.fromEntries(
        pages.flatMap(({ plan, results }) =>
          results.length > 0 ? [[CAMPAIGN_KEYS.resultPage(run, plan.page), JSON.stringify(results)]] : [],
        ),
      ),
    },
  };
}

interface Ended {
  end: End;
  change: PlannedChange;
}

function pageOf(page: Ended[], number: number): { plan: PlanPage; results: PageResult[] } {
  const inPlace = page.filter(({ end }) => end === 'inPlace').map(({ change }) => contactKey(change));
  const changes = page.filter(({ end }) => end !== 'inPlace').map(({ change }) => change);
  return {
    plan: { page: number, changes, accounts: [], unreadable: [], inPlace },
    results: page.flatMap(({ end, change }) => resultOf(end, change)),
  };
}

function resultOf(end: End, change: PlannedChange): PageResult[] {
  return end === 'inPlace' || end === 'noResult' ? [] : [{ ...contactKey(change), status: end }];
}

function lineOf(change: PlannedChange) {
  return change.after ? putChange(contactKey(change), change.after) : deleteChange(contactKey(change));
}

function setOf(lines: string, count: number) {
  return { key: changeSetKey(sha256(lines)), sha256: sha256(lines), count };
}

function chunks<Item>(items: Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
