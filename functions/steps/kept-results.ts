import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { putJson } from '../aws/bucket.ts';
import { countPage, notePageBegun } from '../aws/campaigns.ts';
import { leaveContacts, releaseContacts } from '../aws/contact-claims.ts';
import { readApplied } from '../aws/evidence.ts';
import type { PlanPage } from '../domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../domain/campaign/object-keys.ts';
import {
  appliedResult,
  brokenResult,
  cancelledResult,
  countResults,
  type PageResult,
} from '../domain/campaign/page-results.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import type { RequestKey } from '../domain/request/request-key.ts';

/** A page of a campaign that is being applied. */
export interface PageAtWork {
  requestKey: RequestKey;
  run: string;
  plan: PlanPage;
}

/**
 * What became of the changes of a page that nobody tries any more, because the campaign is cancelled or the page broke: the
 * evidence says which of them were applied all the same. Their contacts are left to others.
 */
export async function endRest(
  requestKey: RequestKey,
  rest: PlannedChange[],
  isCancelled: boolean,
): Promise<PageResult[]> {
  if (rest.length === 0) return [];
  const results = await Promise.all(rest.map((change) => resultOf(requestKey, change, isCancelled)));
  const applied = rest.filter((_, index) => results[index]?.status === 'APPLIED');
  await leaveContacts(requestKey, applied, applied);
  // Most of the others were never claimed.
  await releaseContacts(
    requestKey,
    rest.filter((change) => !applied.includes(change)),
  );
  return results;
}

/** Keeps the results of a page of which each change has ended, and counts it once. */
export async function putEndedPage({ requestKey, run, plan }: PageAtWork, results: PageResult[]): Promise<void> {
  await putJson(CAMPAIGN_KEYS.resultPage(run, plan.page), results);
  await countPage(requestKey, plan.page, countResults(results));
}

/** Keeps the results of a page of which some changes have yet to end. */
export async function putBegunPage({ requestKey, run, plan }: PageAtWork, results: PageResult[]): Promise<void> {
  await putJson(CAMPAIGN_KEYS.resultPage(run, plan.page), results);
  await notePageBegun(requestKey, plan.page);
}

async function resultOf(requestKey: RequestKey, key: ContactKey, isCancelled: boolean): Promise<PageResult> {
  const appliedAt = await readApplied(requestKey, key);
  if (appliedAt !== undefined) return appliedResult(key, appliedAt);
  return isCancelled ? cancelledResult(key) : brokenResult(key);
}
