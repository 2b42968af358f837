import { getJson } from '../aws/bucket.ts';
import type { NamedAccount } from '../domain/account/account-names.ts';
import type { PlanPage, PlanSummary } from '../domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../domain/campaign/object-keys.ts';
import { type FoundChange, type PlanIndex, QUERY_CHARACTERS, searchPlan } from '../domain/campaign/plan-index.ts';
import type { ShownGroup } from '../domain/campaign/shown-groups.ts';
import type { PlanSearch, ShownPlan } from '../domain/campaign/shown-plan.ts';
import { contactName } from '../domain/contact/contact.ts';
import type { CampaignPlan } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { readPlanPage } from './campaign-pages.ts';

/** So many of the changes that a search finds are shown. */
const SHOWN_MATCHES = 50;

/**
 * What approvers see of the plan of a campaign; nothing of another request. All of it is what their votes cover.
 * @param query what to search for
 * @throws ObjectMissingError, ObjectAlteredError
 */
export async function readShownPlan(record: RequestRecord, query = ''): Promise<ShownPlan | undefined> {
  const summary = await readPlanSummary(record);
  if (!summary || !record.campaign) return undefined;
  const text = query.trim().slice(0, QUERY_CHARACTERS);
  if (text === '') return { summary };
  return { summary, search: await search(runOf(record), record.campaign, summary, text) };
}

/**
 * The plan of a campaign, folded; nothing of another request, or before it is planned.
 * @throws ObjectMissingError, ObjectAlteredError
 */
export async function readPlanSummary(record: RequestRecord): Promise<PlanSummary | undefined> {
  const { campaign } = record;
  return campaign && getJson<PlanSummary>(CAMPAIGN_KEYS.summary(runOf(record)), campaign.summary);
}

async function search(run: string, campaign: CampaignPlan, summary: PlanSummary, query: string): Promise<PlanSearch> {
  const index = await getJson<PlanIndex>(CAMPAIGN_KEYS.index(run), summary.index);
  const { changes, all } = searchPlan(index, query, SHOWN_MATCHES);
  const pages = await readPages(
    run,
    campaign,
    changes.filter(({ group }) => group >= summary.groups.length),
  );
  const groups = [...Map.groupBy(changes, ({ group }) => group)].flatMap(([group, found]) => {
    const known = summary.groups[group] ?? plannedIn(pages, found);
    return known ? foundGroup(known, found) : [];
  });
  return { query, groups, all, shown: groups.reduce((sum, { count }) => sum + count, 0) };
}

/** The pages of the plan that hold these changes. */
function readPages(run: string, plan: CampaignPlan, changes: FoundChange[]): Promise<PlanPage[]> {
  const pages = [...new Set(changes.map(({ page }) => page))];
  return Promise.all(pages.map((page) => readPlanPage(run, plan, page)));
}

/** What a group changes that the summary leaves out. */
function plannedIn(pages: PlanPage[], [found]: FoundChange[]): Pick<ShownGroup, 'before' | 'after'> | undefined {
  return pages.flatMap(({ changes }) => changes).find((change) => found && contactName(change) === contactName(found));
}

function foundGroup({ before, after }: Pick<ShownGroup, 'before' | 'after'>, found: FoundChange[]): ShownGroup[] {
  const [first] = found;
  if (!first) return [];
  const { alternateContactType } = first;
  return [{ alternateContactType, before, after, count: found.length, accounts: found.map(named) }];
}

function named({ accountId, name, ouPath }: FoundChange): NamedAccount {
  return { accountId, ...(name !== undefined && { name }), ...(ouPath && { ouPath }) };
}
