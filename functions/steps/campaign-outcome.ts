import { putText } from '../aws/bucket.ts';
import { readControl, readCounts } from '../aws/campaigns.ts';
import { CAMPAIGN_KEYS, runOf } from '../domain/campaign/object-keys.ts';
import {
  campaignStatus,
  countResults,
  leftOf,
  type PageResult,
  unreadableResults,
} from '../domain/campaign/page-results.ts';
import type { CampaignPlan } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { ObjectMissingError } from '../domain/object-errors.ts';
import type { Outcome } from '../domain/outcome/outcome.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { csvText } from '../wording/csv-text.ts';
import { RESULT_HEADERS, resultRow } from '../wording/results-csv.ts';
import { everyPage } from './campaign-pages.ts';
import { endRest, putEndedPage } from './kept-results.ts';

/**
 * How a campaign ends whose changes were being applied, or of which nothing could be read: what became of each of its changes, which
 * is kept as one object, too. Nothing if people have ended it before, or if there is nothing to change.
 */
export async function campaignOutcome(record: RequestRecord): Promise<Outcome | undefined> {
  const ended = record.history.findLast((event) => event.type === 'Ended');
  if (ended && record.counts) return { status: ended.status, counts: record.counts };
  const isBegun = record.applyingSince !== undefined || record.campaign?.count === 0;
  if (!record.campaign || !isBegun) return undefined;
  const results = await allResults(record).catch(unlessGone);
  if (!results) return outcomeByCounts(record, record.campaign);
  if (results.length === 0) return undefined;
  const rows = [RESULT_HEADERS, ...results.map(resultRow)];
  await putText(CAMPAIGN_KEYS.resultsCsv(runOf(record)), csvText(rows), 'text/csv; charset=utf-8');
  const counts = countResults(results);
  return { status: campaignStatus(counts), counts };
}

/** Objects end some time after they were written: a campaign that was held for longer ends nevertheless. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof ObjectMissingError)) throw error;
}

/** How it ends by what was counted of its pages: what is left was not applied. */
async function outcomeByCounts(record: RequestRecord, { count }: CampaignPlan): Promise<Outcome> {
  const requestKey = requestKeyOf(record.request);
  const [control, tally] = await Promise.all([readControl(requestKey), readCounts(requestKey)]);
  const { applied = 0, inPlace = 0, failed = 0, conflicts = 0, cancelled = 0 } = tally ?? {};
  const left = Math.max(0, count - applied - failed - conflicts - cancelled);
  const isCancelled = control?.state === 'cancelled';
  const counts = {
    ...{ applied, inPlace, conflicts },
    failed: failed + (isCancelled ? 0 : left),
    cancelled: cancelled + (isCancelled ? left : 0),
  };
  return { status: campaignStatus(counts), counts };
}

/** Of each change of the plan, and of what could not be planned. */
async function allResults(record: RequestRecord): Promise<PageResult[]> {
  const { campaign } = record;
  if (!campaign) return [];
  const requestKey = requestKeyOf(record.request);
  const run = runOf(record);
  const [control, tally] = await Promise.all([readControl(requestKey), readCounts(requestKey)]);
  const isCancelled = control?.state === 'cancelled';
  const results: PageResult[] = [];
  for await (const { plan, known } of everyPage(run, campaign, tally)) {
    const left = leftOf(plan.changes, known);
    const ended = [...known, ...(await endRest(requestKey, left, isCancelled))];
    // There may be many such pages. A try that comes no further has ended those before.
    if (left.length > 0) await putEndedPage({ requestKey, run, plan }, ended);
    results.push(...ended, ...unreadableResults(plan));
  }
  return results;
}
