import { handler as confirmChanges } from '../../../../functions/confirm-changes.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../../functions/domain/campaign/object-keys.ts';
import type { CampaignCounts } from '../../../../functions/domain/ledger/events.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { handler as wakeStalledApprovals } from '../../../../functions/wake-stalled-approvals.ts';
import { invoke } from '../../functions/invoke.ts';
import { checkItem } from '../ledger.ts';
import { JANE } from '../several/cases.ts';
import { called } from '../several/retry.ts';
import { steerMade } from './acts.ts';
import { nameOf } from './contacts.ts';
import type { Made, Organization, Steering } from './organization.ts';
import { plannedChanges } from './rules.ts';
import { report, sweep } from './sweep.ts';

/** For so long the inventory believes what the service itself has set. */
const LAG_MILLISECONDS = 300_000;

/** Lets time pass until all requests have ended, and a last sweep has looked at all. @throws Error when one never ends */
export async function runOut(organization: Organization, lastAction: Steering['action']): Promise<void> {
  const { scheduler, world } = organization;
  scheduler.death = undefined;
  Object.assign(world.contacts, { lags: [0], throttled: 0 });
  await settle(organization, lastAction);
  await scheduler.pass(LAG_MILLISECONDS + 1000);
  scheduler.begin(() => sweep(organization));
  await scheduler.run();
  await settle(organization, lastAction);
  for (const minutes of [10, 20, 24 * 60]) {
    await scheduler.pass(minutes * 60_000);
    scheduler.begin(() => report(organization));
    scheduler.begin(async () => {
      await called(scheduler, 'ConfirmChanges', () => invoke(confirmChanges, { source: 'aws.events' }));
    });
    await scheduler.run();
  }
}

async function settle(organization: Organization, lastAction: Steering['action']): Promise<void> {
  const { scheduler, made } = organization;
  for (let turn = 0; turn < 300 && !isOver(organization); turn += 1) {
    scheduler.begin(async () => {
      await called(scheduler, 'WakeStalledApprovals', () => invoke(wakeStalledApprovals, { source: 'aws.events' }));
    });
    await scheduler.passToNextTimer();
    // A campaign may be held until somebody does something, and again.
    const open = [...made.values()].filter((each) => each.request.changeSet && !isEnded(each));
    const action = turn < 100 ? lastAction : 'cancel';
    for (const each of turn % 20 === 19 ? open : []) scheduler.begin(() => steerMade(organization, each, JANE, action));
  }
  if (!isOver(organization)) throw new Error('a request never ends');
  await scheduler.run();
}

function isOver({ made }: Organization): boolean {
  return [...made.values()].every(isEnded);
}

function isEnded({ workflows }: Made): boolean {
  return workflows.every(({ output }) => output);
}

/** @throws Error when a request ends as it must not, or something is left of it */
export function checkEnds(organization: Organization): void {
  for (const made of organization.made.values()) {
    const refused = made.workflows.flatMap((workflow) => ('refused' in workflow ? workflow.refused : []));
    if (refused.length > 0) throw new Error(`${refused} did not take what the machine gave them`);
    const requestKey = requestKeyOf(made.request);
    const statuses = made.workflows.map(({ output }) => output?.status ?? '');
    const [status = '', ...others] = statuses.filter((each) => each !== 'DUPLICATE');
    if (others.length > 0) throw new Error(`${requestKey} ended more than once: ${statuses}`);
    const record = organization.world.record(requestKey);
    if (record.status !== status) throw new Error(`${requestKey} was said to end ${status}, and is ${record.status}`);
    checkItem(organization.world, { history: [], version: 0 }, requestKey);
    if (record.campaign && record.applyingSince) checkCampaign(organization, record);
    organization.seen(`${made.request.changeSet ? 'a campaign' : 'a small request'} ends ${status}`);
    if (record.history.some(({ type }) => type === 'CampaignStopped')) organization.seen('a campaign stops by itself');
  }
  for (let death = 0; death < organization.scheduler.deaths; death += 1) organization.seen('a function dies');
  checkLeftovers(organization);
}

/** Each change has one result, which is true, and the counts say the same. */
function checkCampaign(organization: Organization, record: RequestRecord): void {
  const requestKey = requestKeyOf(record.request);
  const { results, counts } = resultsOf(organization, record);
  for (const change of plannedChanges(organization, record)) {
    const name = nameOf(change);
    const own = results.filter((result) => result.name === name);
    if (own.length !== 1) throw new Error(`${requestKey} says ${own.length} times what became of ${name}`);
    for (const result of own) checkResult(organization, record, result);
  }
  for (const [status, count] of COUNTED) {
    const said = counts[count];
    const found = results.filter((result) => result.status === status).length;
    if (said !== found) throw new Error(`${requestKey} counts ${said} changes as ${status}, and names ${found}`);
    if (found > 0) organization.seen(`a change of a campaign ends ${status}`);
  }
}

const COUNTED = [
  ['APPLIED', 'applied'],
  ['FAILED', 'failed'],
  ['CONFLICT', 'conflicts'],
  ['CANCELLED', 'cancelled'],
] as const;

/** As the file for people says it. */
function resultsOf({ world }: Organization, record: RequestRecord): { results: Result[]; counts: CampaignCounts } {
  const { counts } = record;
  if (!counts) throw new Error(`${requestKeyOf(record.request)} ended without counts`);
  const csv = world.bucket.objects.get(CAMPAIGN_KEYS.resultsCsv(runOf(record))) ?? '';
  return {
    results: [...csv.matchAll(ROW)].map(([, accountId, type, status]) => ({ name: `${accountId}/${type}`, status })),
    counts,
  };
}

/** What a row says of a change. */
interface Result {
  name: string;
  status: string | undefined;
}

/** A spreadsheet must not take an account for a number. */
const ROW = /^\D*(\d{12})\W*,(\w+),(\w+),/gm;

/** What is said to be applied was written, or was there; and what was written is said to be applied, unless its functions died. */
function checkResult(organization: Organization, record: RequestRecord, { name, status }: Result): void {
  const requestKey = requestKeyOf(record.request);
  const own = organization.writes.filter((write) => write.name === name && write.invocation.requestKey === requestKey);
  const what = `${requestKey} says that ${name} is ${status}`;
  const isOthers = [...organization.outsideChanges, ...organization.writes].some(
    (each) => each.name === name && !own.some((one) => one === each),
  );
  if (status === 'APPLIED' && own.length === 0 && !isOthers) throw new Error(`${what}, and has not changed it`);
  if (status === 'CONFLICT' && !isOthers) throw new Error(`${what}, and nobody else has changed it`);
  const isTold = own.length === 0 || status === 'APPLIED' || own.every(({ invocation }) => invocation.isDead);
  if (!isTold) throw new Error(`${what}, and has changed it`);
}

/** Nothing waits for a request that has ended, and it holds nothing. */
function checkLeftovers({ world }: Organization): void {
  for (const { pk, requestKeys, claimedBy, taskToken, holder, ttl } of world.table.items.values()) {
    const isOrigin = /^OPEN#[0-9a-f]{64}$/.test(String(pk));
    const left = (isOrigin ? undefined : requestKeys) ?? claimedBy ?? taskToken;
    if (left) throw new Error(`${pk} still waits, or is held by ${left instanceof Set ? [...left] : left}`);
    if (holder !== undefined && Number(ttl) * 1000 > Date.now()) throw new Error(`${pk} is still locked by ${holder}`);
  }
}
