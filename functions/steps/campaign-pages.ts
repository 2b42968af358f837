import { getJson } from '../aws/bucket.ts';
import { CANARY_PAGE } from '../domain/campaign/campaign-control.ts';
import type { PageEntry, PlanPage } from '../domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../domain/campaign/object-keys.ts';
import type { PageResult } from '../domain/campaign/page-results.ts';
import type { CampaignTally } from '../domain/campaign/stored-campaign.ts';
import { NotApprovedError } from '../domain/errors.ts';
import type { CampaignPlan } from '../domain/ledger/events.ts';

/** So many pages are read ahead. */
const AHEAD = 8;

/** So many are kept: a function works on changes of a few pages at the same time. */
const KEPT = 16;

const pages = new Map<string, Promise<PlanPage>>();
const lists = new Map<string, Promise<PageEntry[]>>();

/**
 * A page of a plan, exactly as it was approved.
 * @param plan of whose approval there is evidence
 * @throws NotApprovedError when the plan has no such page; ObjectAlteredError when it is another one now
 */
export async function readPlanPage(run: string, plan: CampaignPlan, page: number): Promise<PlanPage> {
  const entry = (await readPageList(run, plan)).find((one) => one.page === page);
  if (!entry) throw new NotApprovedError(`the plan of run ${run} has no page ${page}`);
  return readOnce(pages, CAMPAIGN_KEYS.planPage(run, page), entry.sha256);
}

/** The list of the pages of a plan. @throws ObjectAlteredError when it is another one now */
function readPageList(run: string, { sha256 }: Pick<CampaignPlan, 'sha256'>): Promise<PageEntry[]> {
  return readOnce(lists, CAMPAIGN_KEYS.planPages(run), sha256);
}

/** A page of a plan. */
export interface FoundPage {
  plan: PlanPage;
  /** Whether the list of pages says what it holds: it does if there is anything to change on it. */
  isListed: boolean;
  /** The results of its changes so far. */
  known: PageResult[];
}

/**
 * All pages of a plan in their order, also those on which there is nothing to change.
 * @param tally which of them have results; missing if nothing has been applied yet
 */
export async function* everyPage(
  run: string,
  campaign: CampaignPlan,
  tally?: CampaignTally,
): AsyncGenerator<FoundPage, void> {
  const listed = new Set((await readPageList(run, campaign)).map(({ page }) => page));
  const targets = await getJson<PageEntry[]>(CAMPAIGN_KEYS.targetPages(run));
  const first = listed.has(CANARY_PAGE) ? [CANARY_PAGE] : [];
  const planOf = (page: number) =>
    listed.has(page) ? readPlanPage(run, campaign, page) : getJson<PlanPage>(CAMPAIGN_KEYS.planPage(run, page));
  yield* inOrder([...first, ...targets.map(({ page }) => page)], async (page) => {
    const [plan, known] = await Promise.all([planOf(page), readResults(run, page, tally)]);
    return { plan, isListed: listed.has(page), known };
  });
}

/** The results of a page so far. */
export async function readResults(run: string, page: number, tally: CampaignTally | undefined): Promise<PageResult[]> {
  const isKept = tally?.ended.includes(page) || tally?.begun.includes(page);
  return isKept ? getJson<PageResult[]>(CAMPAIGN_KEYS.resultPage(run, page)) : [];
}

/** Reads in order, and a few ahead, so that a whole plan is not in memory. */
export async function* inOrder<Item, Read>(
  items: Item[],
  read: (item: Item) => Promise<Read>,
): AsyncGenerator<Read, void> {
  const reading: Promise<Read>[] = [];
  let next = 0;
  while (next < items.length || reading.length > 0) {
    for (const item of items.slice(next, next + AHEAD - reading.length)) {
      const begun = read(item);
      // Whoever awaits it gets the error; until then, nobody has it.
      begun.catch(() => undefined);
      reading.push(begun);
      next += 1;
    }
    const first = reading.shift();
    if (first) yield await first;
  }
}

/** What is read of an object with this hash is the same for ever. */
function readOnce<Value>(kept: Map<string, Promise<Value>>, key: string, sha256: string): Promise<Value> {
  const place = `${key} ${sha256}`;
  const known = kept.get(place);
  if (known) return known;
  const read = getJson<Value>(key, sha256);
  kept.set(place, read);
  read.catch(() => kept.delete(place));
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(oldest);
  return read;
}
