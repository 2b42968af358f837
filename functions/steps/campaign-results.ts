import { addFailures, readControl, readCounts } from '../aws/campaigns.ts';
import { leaveContacts } from '../aws/contact-claims.ts';
import { readRecord, updateRecord } from '../aws/request-table.ts';
import { CANARY_PAGE, type CampaignControl } from '../domain/campaign/campaign-control.ts';
import type { PlanPage } from '../domain/campaign/campaign-plan.ts';
import { countResults, exhaustedFailures, leftOf, type PageResult } from '../domain/campaign/page-results.ts';
import { stoppedByItself } from '../domain/campaign/steering.ts';
import { contactName } from '../domain/contact/contact.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { tellRequester } from './campaign-notices.ts';
import { readResults } from './campaign-pages.ts';
import { resumeLater, wakePages } from './campaign-steering.ts';
import { endRest, type PageAtWork, putBegunPage, putEndedPage } from './kept-results.ts';

/**
 * Keeps what became of changes of a page, leaves their contacts to others, and counts the page once all of it has ended. A retry
 * keeps and counts nothing twice.
 * @param isBroken whether nothing more will be tried of the page, because it broke
 * @returns how many changes of the page have yet to end
 */
export async function keepResults(work: PageAtWork, later: PageResult[], isBroken = false): Promise<number> {
  const { requestKey, run, plan } = work;
  const { page } = plan;
  const tally = await readCounts(requestKey);
  if (tally?.ended.includes(page)) {
    // A try that counted it may have come no further.
    if (page === CANARY_PAGE) await endFirst(requestKey, await readResults(run, page, tally));
    return 0;
  }
  const known = await readResults(run, page, tally);
  const fresh = leftOf(later, known);
  const tried = [...known, ...fresh];
  const left = leftOf(plan.changes, tried);
  const control = await countFailures(requestKey, exhaustedFailures(fresh) + (isBroken ? left.length : 0));
  const isCancelled = control?.state === 'cancelled';
  const isEnded = isCancelled || isBroken || left.length === 0;
  const results = isEnded ? [...tried, ...(await endRest(requestKey, left, isCancelled))] : tried;
  if (later.length > 0) await leave(requestKey, plan, later);
  // Before the page is counted: a try that found it counted would go no further.
  if (control?.state === 'stopped') await noteStopped(requestKey, control);
  if (isEnded) await putEndedPage(work, results);
  else await putBegunPage(work, results);
  if (isEnded && page === CANARY_PAGE) await endFirst(requestKey, results);
  return isEnded ? 0 : left.length;
}

async function countFailures(requestKey: RequestKey, failures: number): Promise<CampaignControl | undefined> {
  return failures > 0 ? (await addFailures(requestKey, failures))?.control : readControl(requestKey);
}

async function leave(requestKey: RequestKey, plan: PlanPage, results: PageResult[]): Promise<void> {
  const applied = new Set(results.flatMap((result) => (result.status === 'APPLIED' ? [contactName(result)] : [])));
  const changed = plan.changes.filter((change) => applied.has(contactName(change)));
  await leaveContacts(requestKey, results, changed);
}

/** The switch itself says that a campaign has stopped; this is for people. */
export async function noteStopped(requestKey: RequestKey, { failures }: CampaignControl): Promise<void> {
  const at = new Date().toISOString();
  let isNews = false;
  const record = await updateRecord(requestKey, (current) => {
    const stopped = evolveAll(current, stoppedByItself(current, failures, at));
    isNews = stopped !== current;
    return stopped;
  });
  if (isNews) await tellRequester(record);
}

/** The other changes wait, unless people have switched the campaign meanwhile. */
async function endFirst(requestKey: RequestKey, results: PageResult[]): Promise<void> {
  if ((await readControl(requestKey))?.state !== 'canary') return;
  const held = await resumeLater(requestKey, countResults(results));
  if (held) await wakePages(held);
  const record = await readRecord(requestKey);
  if (record) await tellRequester(record);
}
