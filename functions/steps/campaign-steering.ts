import { type HeldCampaign, readControl, readCounts, readHeld, switchCampaign } from '../aws/campaigns.ts';
import { readRecord, updateRecord } from '../aws/request-table.ts';
import { wakeExecution } from '../aws/workflow.ts';
import { CANARY_PAGE, type CampaignControl, isDue } from '../domain/campaign/campaign-control.ts';
import {
  refuseSteering,
  resumedByItself,
  type Steering,
  type SteeringRefusal,
  stateAfter,
  steeringEvents,
} from '../domain/campaign/steering.ts';
import { WORKFLOW } from '../domain/ledger/events.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import { isRequester } from '../domain/request/request.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { policy } from '../runtime/policy.ts';
import { tellRequester } from './campaign-notices.ts';

/**
 * Pauses, resumes or cancels a campaign while its changes are being applied, for its requester or one of its approvers. What is in
 * flight comes to its end. Twice is harmless.
 */
export async function steerCampaign(
  requestKey: RequestKey,
  steering: Steering,
): Promise<{ control: CampaignControl } | { refusal: SteeringRefusal }> {
  const record = await readRecord(requestKey);
  if (!record) return { refusal: 'noCampaign' };
  const control = await readControl(requestKey);
  const refusal = refuseSteering(record, control?.state, steering, policy);
  if (refusal || !control) return { refusal: refusal ?? 'notApplying' };
  const state = stateAfter(steering.action, control.state, await isCanaryLeft(requestKey));
  const { at, by } = steering;
  const switched =
    state === control.state ? await readHeld(requestKey) : await switchCampaign(requestKey, { state, at, by });
  if (!switched) return { refusal: 'ended' };
  const steered = await updateRecord(requestKey, (current) => evolveAll(current, steeringEvents(current, steering)));
  await wakePages(switched);
  if (!isRequester(record.request, by) && steered.version !== record.version) await tellRequester(steered);
  return { control: switched.control };
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

async function isCanaryLeft(requestKey: RequestKey): Promise<boolean> {
  if (!policy.campaigns?.canary) return false;
  const { ended = [] } = (await readCounts(requestKey)) ?? {};
  return !ended.includes(CANARY_PAGE);
}
