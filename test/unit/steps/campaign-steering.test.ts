import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CampaignControl } from '../../../functions/domain/campaign/campaign-control.ts';
import type { SteeringAction } from '../../../functions/domain/campaign/steering.ts';
import { steerCampaign } from '../../../functions/steps/campaign-steering.ts';
import { REQUEST_KEY, REQUESTER, VOTED_AT } from '../builders.ts';
import { applyingCampaign, campaignControl, campaignPaused } from '../campaign-builders.ts';
import * as campaigns from '../functions/fakes/campaigns.ts';
import { policy, reset as resetPolicy } from '../functions/fakes/policy.ts';
import * as table from '../functions/fakes/request-table.ts';
import * as workflow from '../functions/fakes/workflow.ts';

const notices = vi.hoisted(() => ({ tellRequester: vi.fn() }));
vi.mock('../../../functions/steps/campaign-notices.ts', () => notices);
vi.mock('../../../functions/aws/campaigns.ts', () => import('../functions/fakes/campaigns.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('../functions/fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('../functions/fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

const control = () => campaigns.controls.get(REQUEST_KEY);
const set = (differences: Partial<CampaignControl>) =>
  campaigns.controls.set(REQUEST_KEY, campaignControl(differences));
const steer = (action: SteeringAction) =>
  steerCampaign(REQUEST_KEY, { action, by: REQUESTER, isProven: true, comment: '', at: VOTED_AT });
const endCanary = (failed = 0) =>
  campaigns.countPage(REQUEST_KEY, 0, { applied: 5 - failed, inPlace: 0, failed, conflicts: 0, cancelled: 0 });
const steerings = () => table.records.get(REQUEST_KEY)?.history.slice(6) ?? [];

/** Something that happens just before somebody's write. */
const justBefore = (happens: () => unknown) =>
  campaigns.switchCampaign.mockImplementationOnce(async (key, to, from) => {
    await happens();
    return campaigns.switchCampaign(key, to, from);
  });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [campaigns, table, workflow]) fake.reset();
  notices.tellRequester.mockClear();
  resetPolicy();
  table.given(applyingCampaign());
});

describe('a campaign whose first changes go alone', () => {
  it('lets no others go when it is resumed twice, and says so', async () => {
    table.given(applyingCampaign(campaignPaused()));
    set({ state: 'paused', hasCanary: true });
    for (const _ of ['once', 'twice']) {
      await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'canary' } });
    }
    expect(control()?.state).toBe('canary');
    expect(steerings()).toMatchObject([{ type: 'CampaignPaused' }, { type: 'CampaignResumed' }]);
  });

  it('is not said to be resumed when nobody has held it', async () => {
    set({ state: 'canary', hasCanary: true });
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'canary' } });
    expect(steerings()).toEqual([]);
  });

  it('lets the others go when it is resumed an hour later, because the page of the first changes may be gone', async () => {
    set({ state: 'canary', hasCanary: true });
    vi.advanceTimersByTime(3_599_999);
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'canary' } });
    vi.advanceTimersByTime(1);
    for (const action of ['resume', 'resume', 'pause', 'resume'] as const) await steer(action);
    expect(control()?.state).toBe('running');
  });

  it('goes on with its first changes alone, for however long it was paused, or its approval took', async () => {
    set({ state: 'paused', hasCanary: true, at: '2026-05-01T00:00:00.000Z' });
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'canary' } });
    set({ state: 'canary', hasCanary: true, at: '2026-05-01T00:00:00.000Z' });
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'canary' } });
  });

  it('lets the others go when it is resumed after its first changes', async () => {
    set({ state: 'canary', hasCanary: true });
    await endCanary(1);
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'running' } });
  });

  it('does not wait for first changes that its plan lacks, whatever the policy says by now', async () => {
    policy.campaigns = { canary: { changes: 5 } };
    set({ state: 'paused' });
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'running' } });
  });

  it.each([
    { failed: 0, resumesAt: '2026-06-01T12:30:00.000Z', what: 'goes on when the policy says so' },
    { failed: 1, resumesAt: undefined, what: 'waits for somebody when one of them has failed' },
  ])('$what, although its first changes ended while it was paused, just before it was resumed', async (end) => {
    policy.campaigns = { canary: { changes: 5, resumeAfter: '30m' } };
    set({ state: 'paused', hasCanary: true });
    campaigns.tokens.set(1, 'waiting');
    justBefore(() => endCanary(end.failed));
    await steer('resume');
    expect(control()).toMatchObject({ state: 'canary' });
    expect(control()?.resumesAt).toBe(end.resumesAt);
    expect(workflow.woken).toEqual(['waiting']);
    expect(notices.tellRequester).toHaveBeenCalledTimes(1);
  });
});

describe('a campaign that two people steer at the same time', () => {
  it('does not go back to its first changes when somebody else has let the others go', async () => {
    set({ state: 'paused', hasCanary: true });
    justBefore(async () => {
      await endCanary();
      set({ state: 'running', hasCanary: true });
    });
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'running' } });
  });

  it('stays cancelled', async () => {
    set({ state: 'running' });
    justBefore(() => set({ state: 'cancelled' }));
    await expect(steer('pause')).resolves.toEqual({ refusal: 'ended' });
    expect(control()?.state).toBe('cancelled');
  });

  it('is cancelled although somebody else pauses it', async () => {
    set({ state: 'running' });
    justBefore(() => set({ state: 'paused' }));
    await expect(steer('cancel')).resolves.toMatchObject({ control: { state: 'cancelled' } });
  });

  it('does what was asked of it last, although somebody else has just undone the same', async () => {
    set({ state: 'paused' });
    campaigns.readHeld.mockImplementationOnce(async () => {
      set({ state: 'running' });
      return { control: campaignControl(), tokens: new Map() };
    });
    await expect(steer('pause')).resolves.toMatchObject({ control: { state: 'paused' } });
    expect(control()?.state).toBe('paused');
  });

  it('goes on after it has stopped by itself', async () => {
    set({ state: 'running', failures: 496 });
    await expect(steer('resume')).resolves.toMatchObject({ control: { state: 'running', failures: 0 } });
  });

  it('is tried again later when it never comes to rest', async () => {
    set({ state: 'running' });
    campaigns.switchCampaign.mockResolvedValue(undefined);
    await expect(steer('pause')).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
    campaigns.switchCampaign.mockReset();
  });
});
