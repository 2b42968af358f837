import {
  type HeldCampaign,
  readControl,
  readCounts,
  readHeld,
  setResumesAt,
  switchCampaign,
} from '../aws/campaigns.ts';
import { readRecord, updateRecord } from '../aws/request-table.ts';
import { wakeExecution } from '../aws/workflow.ts';
import {
  areFirstAtWork,
  CANARY_PAGE,
  type CampaignControl,
  isDue,
  resumesAfter,
} from '../domain/campaign/campaign-control.ts';
import {
  refuseSteering,
  resumedByItself,
  type Steering,
  type SteeringRefusal,
  stateAfter,
  steeringEvents,
} from '../domain/campaign/steering.ts';
import type { CampaignTally } from '../domain/campaign/stored-campaign.ts';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import { type CampaignCounts, WORKFLOW } from '../domain/ledger/events.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { isRequester } from '../domain/request/request.ts';
import { type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { policy } from '../runtime/policy.ts';
import { tellRequester } from './campaign-notices.ts';

/** So often is decided anew when others switch a campaign at the same time. */
const SWITCH_ATTEMPTS = 10;

/**
 * Pauses, resumes or cancels a campaign while its changes are being applied, for its requester or one of its approvers. What is in
 * flight comes to its end. Twice is harmless.
 * @throws ConcurrentUpdateError when others were faster every time
 */
export async function steerCampaign(
  requestKey: RequestKey,
  steering: Steering,
): Promise<{ control: CampaignControl } | { refusal: SteeringRefusal }> {
  const record = await readRecord(requestKey);
  if (!record) return { refusal: 'noCampaign' };
  for (let attempt = 0; attempt < SWITCH_ATTEMPTS; attempt += 1) {
    const control = await readControl(requestKey);
    const refusal = refuseSteering(record, control?.state, steering, policy);
    if (refusal || !control) return { refusal: refusal ?? 'notApplying' };
    const switched = await switchFrom(record, control, steering);
    if (!switched) continue;
    await noteSteered(record, steering, switched);
    return { control: switched.control };
  }
  throw new ConcurrentUpdateError(`others switched ${requestKey} first, ${SWITCH_ATTEMPTS} times in a row`);
}

/** @returns the campaign as it is now; nothing if somebody else has switched it meanwhile */
async function switchFrom(
  record: RequestRecord,
  control: CampaignControl,
  { action, at, by }: Steering,
): Promise<HeldCampaign | undefined> {
  const requestKey = requestKeyOf(record.request);
  const first = {
    applyingSince: record.applyingSince ?? at,
    hasEnded: (await readCanaryEnd(requestKey)) !== undefined,
  };
  const state = stateAfter(action, control.state, areFirstAtWork(control, first, Date.now(), TIME_SCALE));
  if (state === control.state) {
    const held = await readHeld(requestKey);
    return held?.control.state === state ? held : undefined;
  }
  const switched = await switchCampaign(requestKey, { state, at, by }, control.state);
  return switched?.control.state === 'canary' ? endMissedCanary(record, switched) : switched;
}

/**
 * The first changes may have ended while their campaign was still paused, just before it came to wait for that. Nobody else says then
 * how it goes on.
 */
async function endMissedCanary(record: RequestRecord, switched: HeldCampaign): Promise<HeldCampaign> {
  const requestKey = requestKeyOf(record.request);
  const ended = await readCanaryEnd(requestKey);
  if (!ended) return switched;
  const held = await resumeLater(requestKey, ended);
  await tellRequester(record);
  return held ?? switched;
}

/**
 * Says how a campaign goes on whose first changes have ended: after some time, if all of them went well and the policy says so, or when
 * somebody resumes it.
 * @returns it as it is now, if it goes on by itself
 */
export async function resumeLater(
  requestKey: RequestKey,
  { failed, conflicts }: Pick<CampaignCounts, 'failed' | 'conflicts'>,
): Promise<HeldCampaign | undefined> {
  const resumesAt = resumesAfter(policy, failed + conflicts, Date.now(), TIME_SCALE);
  return resumesAt === undefined ? undefined : setResumesAt(requestKey, resumesAt);
}

/** Lets a campaign whose first changes have ended go on, if its time has come. @returns it as it is now */
export async function resumeIfDue(requestKey: RequestKey, control: CampaignControl): Promise<CampaignControl> {
  const at = new Date().toISOString();
  if (!isDue(control, at)) return control;
  // A try after the switch would find nothing to record.
  await updateRecord(requestKey, (current) => evolveAll(current, resumedByItself(current, at)));
  const resumed = await switchCampaign(requestKey, { state: 'running', at, by: WORKFLOW }, control.state);
  if (resumed) await wakePages(resumed);
  return resumed?.control ?? (await readControl(requestKey)) ?? control;
}

/** Pages that wait look again what their campaign does. */
export async function wakePages({ tokens }: HeldCampaign): Promise<void> {
  await Promise.all([...tokens.values()].map(wakeExecution));
}

async function noteSteered(before: RequestRecord, steering: Steering, switched: HeldCampaign): Promise<void> {
  const { state } = switched.control;
  const record = await updateRecord(requestKeyOf(before.request), (current) =>
    evolveAll(current, steeringEvents(current, steering, state)),
  );
  await wakePages(switched);
  if (!isRequester(record.request, steering.by) && record.version !== before.version) await tellRequester(record);
}

/** What was counted when the first changes had ended; nothing before. */
async function readCanaryEnd(requestKey: RequestKey): Promise<CampaignTally | undefined> {
  const tally = await readCounts(requestKey);
  return tally?.ended.includes(CANARY_PAGE) ? tally : undefined;
}
