import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest } from '../../integration/requester.ts';
import {
  acceptedPuts,
  ownCalls,
  throttledShare,
  timeOf,
  writtenContacts,
  writtenTwice,
} from '../rollout/account-calls.ts';
import { lostChanges } from '../rollout/lost-changes.ts';
import type { Place } from '../rollout/on-stack.ts';
import { putMinimum } from '../rollout/quota-minimum.ts';
import { campaignOf } from './campaign.ts';
import { compareSeconds, loadPage, type Page } from './people.ts';
import type { PhaseTime } from './phase.ts';
import { applyCampaign, approve, planCampaign, recordOf, sweepAll } from './steps.ts';
import { World } from './world.ts';

/** What a whole organization took that nobody interrupts. */
export interface Measured {
  changes: number;
  /** As the approver sees them. */
  groups: number;
  phases: PhaseTime[];
  /** Seconds of the stack's clock: of the sweep, of the plan, and from the first write to the last; and what the quota of Put needs for the last. */
  sweep: number;
  plan: number;
  applyPhase: number;
  minimum: number;
  /** The share of the service's calls of Account Management that are refused because of a quota. */
  throttled: number;
  lost: string[];
  twice: string[];
  /** Seconds from the approval of a single request, in the middle of the campaign, until it is written. */
  singleSeconds: number;
  /** Seconds that `contacts plan` takes. */
  compareSeconds: number;
  /** The page that the campaign's approver sees. */
  page: Page;
  /** Of all processes of the stack together, in bytes. */
  peakMemory: number;
}

/**
 * Sweeps, compares, and changes a contact of each account by one campaign, in the middle of which somebody requests something else.
 * @param directory for files
 */
export async function measure(
  accounts: number,
  { groups, place, directory }: { groups: number; place: Place; directory: string },
): Promise<Measured> {
  const world = await World.start(accounts, place);
  try {
    const phases = [await sweepAll(world)];
    const compared = await compareSeconds(world, place.policyFile ?? '');
    const campaign = campaignOf(await world.aws.readInventory(), groups);
    phases.push(await planCampaign(world, campaign, directory));
    const page = await loadPage(world, campaign.requestId);
    const { length: before } = await world.calls();
    const single = makeRequest();
    const requestSingle = async () => {
      await world.user.put(single);
      await approve(world, single.requestId);
    };
    phases.push(await applyCampaign(world, campaign, [{ at: 0.5, act: requestSingle }]));
    return {
      ...{ changes: campaign.changes.length, groups: await groupsOf(world, campaign.requestId), phases },
      ...(await secondsOf(world, campaign.requestId)),
      ...(await figuresOf(world, (await world.calls()).slice(before), campaign, single)),
      ...{ compareSeconds: compared, page, peakMemory: world.peakMemory() },
    };
  } finally {
    await world.stop();
  }
}

async function secondsOf({ aws }: World, requestId: string) {
  const { startedAt = '', endedAt = '' } = (await aws.readSweep()) ?? {};
  const { history = [] } = (await aws.readRecord(`cli/${requestId}`)) ?? {};
  const timeOfFirst = (wanted: RequestEvent['type']) =>
    Date.parse(history.find(({ type }) => type === wanted)?.at ?? '');
  return {
    sweep: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
    plan: (timeOfFirst('Planned') - timeOfFirst('Requested')) / 1000,
  };
}

/** What the calls of Account Management since the approval tell. */
async function figuresOf(world: World, calls: LoggedCall[], campaign: ChangeRequest, single: ChangeRequest) {
  const own = ownCalls(calls);
  const puts = acceptedPuts(own);
  const times = puts.map(timeOf);
  const [first = Number.NaN, last = Number.NaN] = [times[0], times.at(-1)];
  const status = (await recordOf(world, campaign.requestId))?.status ?? 'not registered';
  const votedAt = (await world.user.record(single.requestId)).votes[0]?.at ?? '';
  const written = puts.find(({ input }) => input['AccountId'] === single.changes[0]?.accountId);
  return {
    applyPhase: (last - first) / 1000,
    minimum: putMinimum(campaign.changes.length + single.changes.length),
    throttled: throttledShare(own),
    lost: lostChanges([campaign], new Map([[campaign.requestId, status]]), writtenContacts(own)),
    twice: writtenTwice(own),
    singleSeconds: written ? (timeOf(written) - Date.parse(votedAt)) / 1000 : Number.NaN,
  };
}

async function groupsOf({ aws }: World, requestId: string): Promise<number> {
  const record = await aws.readRecord(`cli/${requestId}`);
  const summary = record && (await aws.readObject(CAMPAIGN_KEYS.summary(runOf(record))));
  return summary ? JSON.parse(Buffer.from(summary).toString()).groups.length : Number.NaN;
}
