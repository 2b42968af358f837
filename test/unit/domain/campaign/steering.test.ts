import { describe, expect, it } from 'vitest';
import {
  type CampaignState,
  isDue,
  isHeld,
  resumesAfter,
  stateOf,
  stopAfterOf,
} from '../../../../functions/domain/campaign/campaign-control.ts';
import {
  refuseSteering,
  type Steering,
  type SteeringAction,
  stateAfter,
  steeringEvents,
  stoppedByItself,
} from '../../../../functions/domain/campaign/steering.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  electorateOf,
  OTHER_APPROVER,
  REQUESTER,
  receivedRecord,
  VOTED_AT,
} from '../../builders.ts';
import {
  applyingCampaign,
  campaignControl,
  campaignPaused,
  campaignRecord,
  campaignResumed,
  campaignStopped,
} from '../../campaign-builders.ts';

const steering = (differences: Partial<Steering> = {}): Steering => ({
  action: 'pause',
  by: REQUESTER,
  isProven: true,
  comment: '',
  at: VOTED_AT,
  ...differences,
});

const policy = electorateOf(approvalOf());

describe('who steers a campaign', () => {
  const refusal = (differences: Partial<Steering>, record = applyingCampaign(), state: CampaignState = 'running') =>
    refuseSteering(record, state, steering(differences), policy);

  it.each([REQUESTER, 'Jane+aws@example.com', APPROVER])('may be %s', (by) => {
    expect(refusal({ by })).toBeUndefined();
  });

  it('is no approver whom the policy does not list any more', () => {
    const { approvals, ...others } = policy;
    const now = { ...others, approvals: approvals.map((rule) => ({ ...rule, approvers: [OTHER_APPROVER] })) };
    expect(refuseSteering(applyingCampaign(), 'running', steering({ by: APPROVER }), now)).toBe('notAllowed');
    expect(refuseSteering(applyingCampaign(), 'running', steering({ by: OTHER_APPROVER }), now)).toBeUndefined();
  });

  it('is nobody else, and nobody who only says who they are, unless the requester is only claimed, too', () => {
    expect(refusal({ by: CHIEF })).toBe('notAllowed');
    const proven = { ...applyingCampaign(), provenBy: 'iam' as const };
    expect(refusal({ isProven: false }, proven)).toBe('notProven');
    expect(refusal({ isProven: false, by: APPROVER }, { ...proven, provenBy: 'claimed' })).toBe('notProven');
    expect(refusal({ isProven: false }, { ...proven, provenBy: 'claimed' })).toBeUndefined();
  });

  it('has to wait until it is applied, and not until it has ended', () => {
    expect(refusal({}, campaignRecord())).toBe('notApplying');
    expect(refusal({}, { ...applyingCampaign(), results: [] })).toBe('ended');
    expect(refusal({}, receivedRecord())).toBe('noCampaign');
  });

  it('can pause it ten times, and then resume or cancel it', () => {
    const paused = (times: number) =>
      applyingCampaign(...Array.from({ length: times }, () => [campaignPaused(), campaignResumed()]).flat());
    expect(refusal({}, paused(9))).toBeUndefined();
    expect(refusal({}, paused(10))).toBe('pausedTooOften');
    expect(refusal({ action: 'resume' }, paused(10), 'paused')).toBeUndefined();
    expect(refusal({ action: 'cancel' }, paused(10))).toBeUndefined();
  });

  it('cannot resume what is cancelled, and cancels it twice without harm', () => {
    expect(refusal({ action: 'resume' }, applyingCampaign(), 'cancelled')).toBe('ended');
    expect(refusal({ action: 'cancel' }, applyingCampaign(), 'cancelled')).toBeUndefined();
  });
});

describe('what a campaign does after that', () => {
  it.each<[SteeringAction, CampaignState, boolean, CampaignState]>([
    ['pause', 'running', false, 'paused'],
    ['pause', 'canary', true, 'paused'],
    ['pause', 'stopped', false, 'stopped'],
    ['pause', 'paused', false, 'paused'],
    ['resume', 'paused', false, 'running'],
    ['resume', 'paused', true, 'canary'],
    ['resume', 'canary', true, 'canary'],
    ['resume', 'canary', false, 'running'],
    ['resume', 'stopped', false, 'running'],
    ['cancel', 'running', false, 'cancelled'],
  ])('is, after %s of one that is %s (first changes at work: %s): %s', (action, before, isFirstAtWork, after) => {
    expect(stateAfter(action, before, isFirstAtWork)).toBe(after);
  });

  it('is said once', () => {
    const said = (...before: Parameters<typeof applyingCampaign>) =>
      steeringEvents(applyingCampaign(...before), steering(), 'paused');
    expect(said()).toEqual([campaignPaused()]);
    expect(said(campaignPaused())).toEqual([]);
    expect(said(campaignPaused(), campaignResumed())).toHaveLength(1);
    expect(stoppedByItself(applyingCampaign(), 501, VOTED_AT)).toEqual([campaignStopped()]);
    expect(stoppedByItself(applyingCampaign(campaignStopped()), 502, VOTED_AT)).toEqual([]);
  });
});

describe('a resume before the first changes have ended', () => {
  const resumed = (...before: Parameters<typeof applyingCampaign>) =>
    steeringEvents(applyingCampaign(...before), steering({ action: 'resume' }), 'canary');

  it('is said after a pause, and not if nobody has held the campaign', () => {
    expect(resumed(campaignPaused())).toEqual([campaignResumed()]);
    expect(resumed()).toEqual([]);
  });
});

describe('the switch of a campaign', () => {
  it('has stopped when more changes failed than the policy lets', () => {
    expect(stopAfterOf({ campaigns: { stopAt: '5%' } }, 9999)).toBe(499);
    expect(stopAfterOf({ campaigns: { stopAt: '0%' } }, 9999)).toBe(0);
    expect(stopAfterOf({}, 9999)).toBeUndefined();
    expect(stateOf(campaignControl({ failures: 495 }))).toBe('running');
    expect(stateOf(campaignControl({ failures: 496 }))).toBe('stopped');
    expect(stateOf(campaignControl({ failures: 496, state: 'paused' }))).toBe('paused');
  });

  it('holds all pages, or all but the first changes', () => {
    expect(
      ['running', 'canary', 'paused', 'stopped', 'cancelled'].map((state) => isHeld(state as CampaignState, 1)),
    ).toEqual([false, true, true, true, false]);
    expect(isHeld('canary', 0)).toBe(false);
  });

  it('goes on by itself after the first changes, if all of them went well and the policy says when', () => {
    const policy = { campaigns: { canary: { changes: 5, resumeAfter: '30m' } } };
    const now = Date.parse(VOTED_AT);
    expect(resumesAfter(policy, 0, now)).toBe('2026-06-01T12:30:00.000Z');
    expect(resumesAfter(policy, 1, now)).toBeUndefined();
    expect(resumesAfter({ campaigns: { canary: { changes: 5 } } }, 0, now)).toBeUndefined();
    const control = campaignControl({ state: 'canary', resumesAt: VOTED_AT });
    expect([isDue(control, VOTED_AT), isDue(control, '2026-06-01T11:59:59.000Z')]).toEqual([true, false]);
    expect(isDue({ ...control, state: 'paused' }, VOTED_AT)).toBe(false);
  });
});
