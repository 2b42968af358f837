import { randomUUID } from 'node:crypto';
import validInput from '../schemas/compiled/plan-campaign.input.js';
import validOutput from '../schemas/compiled/plan-campaign.output.js';
import { getJson, putJson, putText } from './aws/bucket.ts';
import { startCampaign } from './aws/campaigns.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { stopAfterOf } from './domain/campaign/campaign-control.ts';
import type { PageEntry, PlanPage } from './domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from './domain/campaign/object-keys.ts';
import { type CampaignPlan, type EventOf, WORKFLOW } from './domain/ledger/events.ts';
import { evolve } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { sha256 } from './domain/request/digest.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { keptPages, makeCanary } from './steps/campaign-canary.ts';
import { secondsToApply } from './steps/pace.ts';
import { keepPlan, requireAsked, requirePlan } from './steps/plan-evidence.ts';
import { type PlanViews, viewPlan } from './steps/plan-views.ts';
import { reasonsOf } from './wording/reason.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestKey, run }) => {
  const record = await readRecord(requestKey);
  if (!record) throw new Error(`there is no request ${requestKey}`);
  if (isPlanned(record)) return outputOf(await requirePlan(record));
  await requireAsked(record);

  const entries: PageEntry[] = [];
  const views = await viewPlan(listedPages(run, entries), policy, record);
  if (views.problems.length > 0) return { valid: false as const, requestKey, reasons: reasonsOf(views.problems) };
  const campaign = await putViews(run, entries, views);
  await switchOn(record, campaign);
  return outputOf(await storePlan(record, campaign, views));
});

/** A retry finds the plan of the first try, and a request that has ended meanwhile needs none. */
function isPlanned({ plan, status }: RequestRecord): boolean {
  return status !== 'RECEIVED' || plan !== undefined;
}

/** The pages of the plan. @param entries gets those on which there is something to change */
async function* listedPages(run: string, entries: PageEntry[]): AsyncGenerator<PlanPage, void> {
  const targets = await getJson<PageEntry[]>(CAMPAIGN_KEYS.targetPages(run));
  const canary = await makeCanary(run, targets, policy.campaigns?.canary?.changes);
  for await (const page of keptPages(run, targets, canary)) {
    const count = page.changes.length;
    if (count > 0) entries.push({ page: page.page, sha256: sha256(JSON.stringify(page)), count });
    yield page;
  }
}

async function putViews(run: string, entries: PageEntry[], { summary, texts }: PlanViews): Promise<CampaignPlan> {
  const [list, summarized] = await Promise.all([
    putJson(CAMPAIGN_KEYS.planPages(run), entries),
    putText(CAMPAIGN_KEYS.summary(run), texts.summary, 'application/json'),
    putText(CAMPAIGN_KEYS.index(run), texts.index, 'application/json'),
    putText(CAMPAIGN_KEYS.planCsv(run), texts.csv, 'text/csv; charset=utf-8'),
  ]);
  const { count, accounts, removed } = summary;
  return { sha256: list.sha256, summary: summarized.sha256, count, pages: entries.length, accounts, removed };
}

/** Nothing is applied before it is approved, whatever the switch says. */
async function switchOn(record: RequestRecord, { count, pages, removed }: CampaignPlan): Promise<void> {
  const stopAfter = stopAfterOf(policy, count);
  const hasCanary = policy.campaigns?.canary !== undefined;
  await startCampaign(requestKeyOf(record.request), {
    state: hasCanary ? 'canary' : 'running',
    at: new Date().toISOString(),
    by: WORKFLOW,
    count,
    pages,
    failures: 0,
    expectedSeconds: secondsToApply(count, removed),
    ...(hasCanary && { hasCanary }),
    ...(stopAfter !== undefined && { stopAfter }),
  });
}

async function storePlan(
  record: RequestRecord,
  campaign: CampaignPlan,
  { approval }: PlanViews,
): Promise<RequestRecord> {
  const at = new Date().toISOString();
  const happened = { type: 'Planned', at, by: WORKFLOW } as const;
  const planned: EventOf<'Planned'> = { ...happened, plan: [], campaign, approval, nonce: randomUUID() };
  await keepPlan(record, planned);
  const stored = await updateRecord(requestKeyOf(record.request), (current) =>
    isPlanned(current) ? current : evolve(current, planned),
  );
  return requirePlan(stored);
}

function outputOf({ request, campaign, approval }: RequestRecord) {
  const { count = 0 } = campaign ?? {};
  const [firstRound] = approval?.rounds ?? [];
  return {
    valid: true as const,
    requestKey: requestKeyOf(request),
    count,
    ...(count > 0 && firstRound && { round: { index: 0, timeoutSeconds: firstRound.seconds } }),
  };
}
