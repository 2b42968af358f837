import { contactName } from '../../../functions/domain/contact/contact.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { APPROVER } from '../../integration/requester.ts';
import { repeated } from '../rollout/kept-writes.ts';
import { lostChanges } from '../rollout/lost-changes.ts';
import type { Place } from '../rollout/on-stack.ts';
import { campaignOf } from './campaign.ts';
import { killMoments } from './kill-moments.ts';
import type { Moment, PhaseTime } from './phase.ts';
import { applyCampaign, planCampaign, recordOf, sweepAll } from './steps.ts';
import { readReport, unprovenIn, untrueIn } from './truth.ts';
import { World } from './world.ts';

/** What became of a whole organization whose stack was killed on the way. */
export interface Killed {
  seed: number;
  kills: number;
  changes: number;
  phases: PhaseTime[];
  lost: string[];
  twice: string[];
  /** Contacts that the report tells otherwise than the API of Account Management does. */
  untrue: string[];
  /** Contacts of the campaign of which the report does not say who has approved them. */
  unproven: string[];
  peakMemory: number;
}

/** Sweeps, and changes a contact of each account by one campaign. All processes are killed at random moments, and started again. */
export async function runKilled(
  accounts: number,
  { groups, place, directory, seed }: { groups: number; place: Place; directory: string; seed: number },
): Promise<Killed> {
  const world = await World.start(accounts, place);
  const killAt = (at: number): Moment => ({ at, act: () => world.killAndRestart() });
  const moments = killMoments(seed);
  try {
    const phases = [await sweepAll(world, moments.sweep.map(killAt))];
    const campaign = campaignOf(await world.aws.readInventory(), groups);
    phases.push(await planCampaign(world, campaign, directory, moments.plan.map(killAt)));
    phases.push(await applyCampaign(world, campaign, moments.apply.map(killAt)));
    const record = await recordOf(world, campaign.requestId);
    const writes = await world.writes();
    await world.restartWithoutQuotas();
    const report = await readReport(world);
    const contacts = new Map(writes.map(({ name, contact }) => [name, contact]));
    const requestKey = record ? requestKeyOf(record.request) : '';
    return {
      ...{ seed, kills: world.kills, changes: campaign.changes.length, phases },
      lost: lostChanges([campaign], new Map([[campaign.requestId, record?.status ?? 'not registered']]), contacts),
      twice: repeated(writes),
      untrue: await untrueIn(report, world),
      unproven: unprovenIn(report, campaign.changes.map(contactName), { requestKey, approver: APPROVER }),
      peakMemory: world.peakMemory(),
    };
  } finally {
    await world.stop();
  }
}
