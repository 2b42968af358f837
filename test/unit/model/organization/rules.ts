import { CANARY_PAGE } from '../../../../functions/domain/campaign/campaign-control.ts';
import type { PageEntry, PlanPage } from '../../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../../functions/domain/campaign/object-keys.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { PlannedChange } from '../../../../functions/domain/request/plan.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { Write } from '../contacts.ts';
import type { Invocation } from '../several/scheduler.ts';
import { Campaign } from './campaign.ts';
import { nameOf } from './contacts.ts';
import type { Made, Organization } from './organization.ts';
import { MANY } from './policy.ts';

/** Reads of AWS never lag behind for longer; see the steps. */
export const LONGEST_LAG_MILLISECONDS = 20_000;

/** Of a canary that goes on by itself. */
const RESUME_MILLISECONDS = 30 * 60_000;

/**
 * Whether a contact may be changed now: a plain reading of the rules, kept apart from the system under test. Of that it only takes
 * what was planned.
 * @throws Error when the write breaks a rule
 */
export function checkWrite(organization: Organization, write: Write, invocation: Invocation | undefined): void {
  const made = organization.made.get(invocation?.requestKey ?? '-/-');
  if (!made || !invocation) throw new Error(`nobody asked to change ${write.name}`);
  const requestKey = requestKeyOf(made.request);
  const what = `${requestKey} makes ${write.name} ${write.before} → ${write.after}`;
  const record = organization.world.record(requestKey);
  const planned = plannedChanges(organization, record).find((change) => nameOf(change) === write.name);
  const after = planned?.after?.emailAddress ?? null;
  if (!planned || write.after !== after || made.wants.get(write.name) !== after)
    throw new Error(`${what}: not asked for`);
  checkApproved(organization, record, what);
  checkBefore(organization, write, invocation, planned, what);
  checkOnce(organization, write, invocation, requestKey, what);
  if (made.request.changeSet) checkGoing(organization, made, write, invocation, what);
  organization.seen(made.request.changeSet ? 'a campaign changes a contact' : 'a small request changes a contact');
}

/** The changes that a request plans, as they were approved. */
export function plannedChanges({ world: { bucket } }: Organization, record: RequestRecord): PlannedChange[] {
  if (!record.campaign) return record.plan ?? [];
  const run = runOf(record);
  const entries = bucket.json<PageEntry[]>(CAMPAIGN_KEYS.planPages(run));
  return entries.flatMap(({ page }) => bucket.json<PlanPage>(CAMPAIGN_KEYS.planPage(run, page)).changes);
}

/** As many people as the policy wants have sent an approval. */
function checkApproved({ sent }: Organization, record: RequestRecord, what: string): void {
  const requestKey = requestKeyOf(record.request);
  const count = record.campaign?.count ?? record.plan?.length ?? 0;
  const approvals = sent.filter((each) => each.requestKey === requestKey && each.decision === 'approve');
  const people = new Set(approvals.map(({ by }) => by));
  if (people.size < (count >= MANY ? 2 : 1)) throw new Error(`${what}, approved by ${people.size}`);
}

/** Nobody can help overwriting what somebody outside has set after the last read, or so shortly before that no read shows it. */
function checkBefore(
  { outsideChanges }: Organization,
  { name, before, after }: Write,
  { startedAt }: Invocation,
  planned: PlannedChange,
  what: string,
): void {
  const unseen = startedAt - LONGEST_LAG_MILLISECONDS;
  const isOutside = outsideChanges.some((change) => change.name === name && change.at >= unseen);
  const approved = planned.before?.emailAddress ?? null;
  if (before === approved || before === after || isOutside) return;
  throw new Error(`${what}, but what was approved is a change of ${approved}`);
}

/** What is already so is not written again, unless the function that wrote it died. */
function checkOnce(
  { writes, hasLagged }: Organization,
  { name, before, after }: Write,
  invocation: Invocation,
  requestKey: RequestKey,
  what: string,
): void {
  const isDone = writes.some(
    (own) => own.name === name && own.invocation.requestKey === requestKey && !own.invocation.isDead,
  );
  if (isDone && before === after && !hasLagged) throw new Error(`${what} again in ${invocation.name}`);
}

/** A campaign that is held changes nothing, but for what was in flight. */
function checkGoing(
  organization: Organization,
  { steerings, workflows }: Made,
  { at }: Write,
  { startedAt, page = -1 }: Invocation,
  what: string,
): void {
  const isDone = ({ doneAt }: { doneAt: number }) => doneAt < startedAt;
  const resumes = steerings.filter((each) => each.action === 'resume' && each.startedAt < at);
  if (steerings.some((each) => each.action === 'cancel' && isDone(each)))
    throw new Error(`${what}, although cancelled`);
  const isPaused = steerings.some(
    (pause) => pause.action === 'pause' && isDone(pause) && resumes.every(({ doneAt }) => doneAt < pause.startedAt),
  );
  if (isPaused) throw new Error(`${what}, although paused`);
  if (page === CANARY_PAGE) return;
  const { campaigns } = organization.policy;
  if (campaigns?.canary && resumes.length === 0) checkCanaryOver(organization, workflows, at, what);
  const since = Math.max(0, ...resumes.map(({ doneAt }) => doneAt));
  const conflicts = conflictsOf(workflows).filter((each) => each > since && each < startedAt).length;
  if (conflicts > stopAfter(organization, workflows)) throw new Error(`${what}, after ${conflicts} conflicts`);
}

function checkCanaryOver(organization: Organization, workflows: Made['workflows'], at: number, what: string): void {
  const requestKey = workflows[0]?.requestKey;
  const ofCanary = organization.writes.filter(
    ({ invocation }) => invocation.requestKey === requestKey && invocation.page === CANARY_PAGE,
  );
  const last = Math.max(0, ...ofCanary.map((write) => write.at));
  const isLongAgo = organization.policy.campaigns?.canary?.resumeAfter && at - last >= RESUME_MILLISECONDS;
  if (!isLongAgo) throw new Error(`${what}, although nobody has resumed it after its first changes`);
}

function conflictsOf(workflows: Made['workflows']): number[] {
  return workflows.flatMap((each) => (each instanceof Campaign ? each.conflicts : []));
}

/** How many conflicts a campaign goes on after. */
function stopAfter({ policy, world }: Organization, [workflow]: Made['workflows']): number {
  const share = Number.parseInt(policy.campaigns?.stopAt ?? '100', 10);
  const count = (workflow && world.record(workflow.requestKey).campaign?.count) ?? 0;
  return Math.floor((count * share) / 100);
}
