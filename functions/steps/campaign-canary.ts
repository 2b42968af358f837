import { getJson, putJson } from '../aws/bucket.ts';
import { CANARY_PAGE } from '../domain/campaign/campaign-control.ts';
import type { PageEntry, PlanPage } from '../domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../domain/campaign/object-keys.ts';
import { type Canary, canaryOf, takeCanary, withoutCanary } from '../domain/campaign/plan-page.ts';
import { inOrder } from './campaign-pages.ts';

/**
 * Takes the first changes of a plan to a page of their own. A retry finds the page of the first try, which comes before the others
 * lose their changes.
 * @param most how many; nothing if none go first
 */
export async function makeCanary(
  run: string,
  targets: PageEntry[],
  most: number | undefined,
): Promise<Canary | undefined> {
  if (most === undefined) return undefined;
  const key = CAMPAIGN_KEYS.planPage(run, CANARY_PAGE);
  const page = await getJson<PlanPage>(key);
  if (page.changes.length > 0) return canaryOf(page);
  const first: PlanPage[] = [];
  let found = 0;
  for await (const planned of inOrder(targets, (target) => readPage(run, target.page))) {
    first.push(planned);
    found += planned.changes.length;
    if (found >= most) break;
  }
  const canary = takeCanary(page, first, most);
  await putJson(key, canary.page);
  return canary;
}

/** The pages of a plan in their order, each kept as it will be applied: that of the changes which go first, then the others. */
export async function* keptPages(
  run: string,
  targets: PageEntry[],
  canary: Canary | undefined,
): AsyncGenerator<PlanPage, void> {
  if (canary) yield canary.page;
  for await (const page of inOrder(targets, (target) => readPage(run, target.page))) {
    const kept = canary ? withoutCanary(page, canary) : page;
    if (kept !== page) await putJson(CAMPAIGN_KEYS.planPage(run, kept.page), kept);
    yield kept;
  }
}

function readPage(run: string, page: number): Promise<PlanPage> {
  return getJson<PlanPage>(CAMPAIGN_KEYS.planPage(run, page));
}
