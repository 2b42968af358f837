import { getJson, getText } from '../aws/bucket.ts';
import { isApprovalChecked, putChecked } from '../aws/evidence.ts';
import { AskedContacts } from '../domain/campaign/asked-contacts.ts';
import type { PageEntry, PlanPage, TargetPage } from '../domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../domain/campaign/object-keys.ts';
import { RecordAlteredError } from '../domain/errors.ts';
import type { CampaignPlan } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { Electorate } from '../domain/policy/policy.ts';
import { MOST_BYTES_OF_A_LINE } from '../domain/request/change-set.ts';
import { digest, sha256 } from '../domain/request/digest.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { everyPage, inOrder } from './campaign-pages.ts';
import { requireStatement } from './plan-check.ts';
import { viewPlan } from './plan-views.ts';

/**
 * Finds for itself what the plan of a campaign says, and keeps that it is so: that its pages change contacts only as was asked, of
 * accounts as they were read; that what approvers see is made of these pages; and that the approval is the one that they need.
 * @throws RecordAlteredError when something of that is not so; ObjectAlteredError when an object is not what it was
 */
export async function checkCampaign(record: RequestRecord, policy: Electorate): Promise<void> {
  const { fingerprint = '', campaign, approval, request } = record;
  const key = requestKeyOf(request);
  if (await isApprovalChecked(key, fingerprint)) return;
  await requireStatement(record);
  if (!campaign) throw new RecordAlteredError(`the record of ${key} has no plan of a campaign`);
  const asked = await readAskedContacts(record);
  const views = await viewPlan(checkedPages(record, campaign, asked), policy, record);
  const { count, accounts, removed } = views.summary;
  const isShown =
    sha256(views.texts.summary) === campaign.summary &&
    digest({ count, accounts, removed }) ===
      digest({ count: campaign.count, accounts: campaign.accounts, removed: campaign.removed });
  if (!isShown) throw new RecordAlteredError(`what is shown of the plan of ${key} is not what its pages say`);
  if (views.problems.length > 0 || digest(views.approval) !== digest(approval)) {
    throw new RecordAlteredError(
      `the policy does not ask for the approval in the plan of ${key}: ask again if it was just deployed`,
    );
  }
  await putChecked(key, fingerprint);
}

/** What the change set asks for, which the registered request names by its hash, and the accounts as they were read for it. */
async function readAskedContacts(record: RequestRecord): Promise<AskedContacts> {
  const { changeSet } = record.request;
  if (!changeSet) throw new RecordAlteredError('the request names no change set');
  const asked = new AskedContacts(
    await getText(changeSet.key, changeSet.sha256, changeSet.count * MOST_BYTES_OF_A_LINE),
  );
  const run = runOf(record);
  const targets = await getJson<PageEntry[]>(CAMPAIGN_KEYS.targetPages(run));
  const read = ({ page, sha256: expected }: PageEntry) =>
    getJson<TargetPage>(CAMPAIGN_KEYS.targetPage(run, page), expected);
  for await (const { accounts } of inOrder(targets, read)) asked.addAccounts(accounts);
  return asked;
}

/** @throws RecordAlteredError when a page holds what nobody asked for, or one is missing */
async function* checkedPages(
  record: RequestRecord,
  campaign: CampaignPlan,
  asked: AskedContacts,
): AsyncGenerator<PlanPage, void> {
  const run = runOf(record);
  let listed = 0;
  for await (const { plan, isListed } of everyPage(run, campaign)) {
    if (isListed) listed += 1;
    if ((!isListed && plan.changes.length > 0) || !asked.take(plan)) {
      throw new RecordAlteredError(`page ${plan.page} of the plan of ${run} is not what was asked for`);
    }
    yield plan;
  }
  if (listed !== campaign.pages) throw new RecordAlteredError(`the plan of ${run} has pages that nobody asked for`);
}
