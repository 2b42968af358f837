import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as begin } from '../../../functions/begin-page.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import type { PageResult } from '../../../functions/domain/campaign/page-results.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { WORKFLOW } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { handler as end } from '../../../functions/end-page.ts';
import { handler as hold } from '../../../functions/hold-page.ts';
import { campaignOutcome } from '../../../functions/steps/campaign-outcome.ts';
import { steerCampaign } from '../../../functions/steps/campaign-steering.ts';
import {
  account,
  applyStarted,
  approvalRequested,
  approved,
  BILLING,
  EXECUTION_ARN,
  NEW_CONTACT,
  OLD_CONTACT,
  planned,
  REQUEST_KEY,
  REQUESTER,
  requested,
  SECURITY,
  VOTED_AT,
  voteCast,
} from '../builders.ts';
import { campaignApplied, campaignControl, campaignPlan, campaignRequest } from '../campaign-builders.ts';
import * as bucket from './fakes/bucket.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as claims from './fakes/contact-claims.ts';
import * as evidence from './fakes/evidence.ts';
import * as lines from './fakes/lines.ts';
import { reset as resetStates, states } from './fakes/open-requests.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

const notices = vi.hoisted(() => ({ tellRequester: vi.fn(async () => undefined) }));

vi.mock('../../../functions/steps/campaign-notices.ts', () => notices);
vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const RUN = runOf({ executionArn: EXECUTION_ARN });
const change = { before: OLD_CONTACT, after: NEW_CONTACT };

/** A campaign of two pages: two changes, and one. */
function givenCampaign(): void {
  const pages = [
    { page: 0, changes: [{ ...SECURITY, ...change }] },
    {
      page: 1,
      changes: [
        { ...BILLING, ...change },
        { ...BILLING, accountId: '333333333333', ...change },
      ],
    },
  ].map((page) => ({ ...page, accounts: [account()], unreadable: [], inPlace: [] }));
  const entries = pages.map((page) => ({
    page: page.page,
    sha256: bucket.given(CAMPAIGN_KEYS.planPage(RUN, page.page), page),
    count: page.changes.length,
  }));
  const sha256 = bucket.given(CAMPAIGN_KEYS.planPages(RUN), entries);
  bucket.given(CAMPAIGN_KEYS.targetPages(RUN), [{ page: 1, sha256: '', count: 3 }]);
  const campaign = campaignPlan({ sha256, count: 3, pages: 2 });
  table.given(
    recordOf([
      requested({ request: campaignRequest(), accounts: [] }),
      planned({ plan: [], campaign }),
      ...[approvalRequested(), voteCast(), approved(), applyStarted()],
    ]),
  );
  campaigns.controls.set(REQUEST_KEY, campaignControl({ count: 3, pages: 2, stopAfter: 1 }));
}

const begun = (page = 1, turns: unknown = 'none') => invoke(begin, { requestKey: REQUEST_KEY, run: RUN, page, turns });
const ended = (results: object[], page = 1, caught: unknown = 'none') =>
  invoke(end, { requestKey: REQUEST_KEY, run: RUN, page, results, caught });
const failed = (name: string, key: object = BILLING) => ({ ...key, error: { Error: name, Cause: 'no' } });
const appliedAt = VOTED_AT;
const OTHER = { ...BILLING, accountId: '333333333333' };
const set = (differences: object) =>
  campaigns.controls.set(REQUEST_KEY, campaignControl({ count: 3, pages: 2, stopAfter: 1, ...differences }));
const resultsOf = (page = 1): PageResult[] =>
  JSON.parse(bucket.objects.get(CAMPAIGN_KEYS.resultPage(RUN, page)) ?? '[]');
const outcome = async () => {
  const record = table.records.get(REQUEST_KEY);
  return record && campaignOutcome(record);
};
const eventsSince = () =>
  table.records
    .get(REQUEST_KEY)
    ?.history.slice(6)
    .map(({ type }) => type);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [bucket, campaigns, claims, evidence, lines, table, workflow]) fake.reset();
  resetStates();
  notices.tellRequester.mockClear();
  resetPolicy();
  givenCampaign();
});

describe('a campaign whose objects are gone, because it was held for so long', () => {
  it.each([
    ['running', { status: 'PARTIALLY_APPLIED', counts: { applied: 1, failed: 2, cancelled: 0 } }],
    ['cancelled', { status: 'PARTIALLY_APPLIED', counts: { applied: 1, failed: 0, cancelled: 2 } }],
  ] as const)('ends by what was counted of its pages when it is %s', async (state, expected) => {
    await campaigns.countPage(REQUEST_KEY, 0, { applied: 1, inPlace: 0, failed: 0, conflicts: 0, cancelled: 0 });
    campaigns.controls.set(REQUEST_KEY, campaignControl({ state }));
    bucket.objects.clear();
    await expect(outcome()).resolves.toMatchObject(expected);
  });
});

describe('a page of a campaign', () => {
  it('goes on with its changes and their turns in the back lane, however few they are', async () => {
    await expect(begun()).resolves.toMatchObject({
      state: 'go',
      changes: [
        { ...BILLING, turn: { lane: 'back' } },
        { ...OTHER, turn: { lane: 'back' } },
      ],
    });
  });

  it.each(['paused', 'stopped', 'canary'])('waits while the campaign is %s', async (state) => {
    set({ state });
    await expect(begun()).resolves.toEqual({ state: 'hold', campaign: state, seconds: 86_400, turns: 'none' });
  });

  it('goes on while only it may, because its changes go first', async () => {
    set({ state: 'canary' });
    await expect(begun(0)).resolves.toMatchObject({ state: 'go' });
  });

  it('waits for as long as the policy says after the first changes, and then goes on by itself', async () => {
    set({ state: 'canary', resumesAt: '2026-06-01T12:30:00.000Z' });
    await expect(begun()).resolves.toMatchObject({ state: 'hold', seconds: 1800 });
    vi.setSystemTime('2026-06-01T12:30:00.000Z');
    await expect(begun()).resolves.toMatchObject({ state: 'go' });
    expect(campaigns.controls.get(REQUEST_KEY)).toMatchObject({ state: 'running', by: 'workflow' });
    expect(eventsSince()).toEqual(['CampaignResumed']);
  });

  it('ends what is left CANCELLED when the campaign is', async () => {
    await ended([{ ...BILLING, appliedAt }, failed('ChangeHeldError', OTHER)]);
    set({ state: 'cancelled' });
    await expect(begun()).resolves.toEqual({ state: 'done' });
    expect(resultsOf().map(({ status }) => status)).toEqual(['APPLIED', 'CANCELLED']);
    expect(campaigns.tallies.get(REQUEST_KEY)).toMatchObject({ applied: 1, cancelled: 1, ended: [1] });
  });

  it('has nothing left to do once it has ended, or its request has', async () => {
    await ended([
      { ...BILLING, appliedAt },
      { ...OTHER, appliedAt },
    ]);
    await expect(begun()).resolves.toEqual({ state: 'done' });
  });

  it('is not begun for a campaign that nobody has approved', async () => {
    table.given(recordOf([requested({ request: campaignRequest(), accounts: [] })]));
    await expect(begun()).rejects.toThrow('nobody has approved');
  });
});

describe('what became of the changes of a page', () => {
  it('is kept and counted once, and leaves their contacts to others', async () => {
    for (const key of [BILLING, OTHER]) await claims.claimContacts(REQUEST_KEY, [{ ...key, ...change }]);
    const results = [{ ...BILLING, appliedAt }, failed('ContactChangedError', OTHER)];
    await expect(ended(results)).resolves.toEqual({ left: 0 });
    await expect(ended(results)).resolves.toEqual({ left: 0 });
    expect(campaigns.tallies.get(REQUEST_KEY)).toMatchObject({ applied: 1, conflicts: 1, ended: [1] });
    expect(claims.leaveContacts.mock.calls[0]?.[2]).toEqual([{ ...BILLING, ...change }]);
    expect(resultsOf()).toEqual([
      { ...BILLING, status: 'APPLIED', appliedAt },
      { ...OTHER, status: 'CONFLICT', error: { name: 'ContactChangedError', message: 'no' } },
    ]);
  });

  it('stays how it has ended, whatever comes later', async () => {
    await ended([{ ...BILLING, appliedAt }, failed('ChangeHeldError', OTHER)]);
    await ended([failed('States.Timeout'), failed('ChangeHeldError', OTHER)]);
    expect(resultsOf()).toEqual([{ ...BILLING, status: 'APPLIED', appliedAt }]);
    expect(campaigns.controls.get(REQUEST_KEY)?.failures).toBe(0);
  });

  it('is APPLIED where the evidence says so, although the campaign is cancelled, and the other contact is free', async () => {
    evidence.applied.push(contactName(BILLING));
    for (const key of [BILLING, OTHER]) states.set(contactName(key), { claimedBy: REQUEST_KEY });
    set({ state: 'cancelled' });
    await expect(ended([failed('ChangeHeldError'), failed('ChangeHeldError', OTHER)])).resolves.toEqual({ left: 0 });
    expect(resultsOf().map(({ status }) => status)).toEqual(['APPLIED', 'CANCELLED']);
    expect(states.get(contactName(BILLING))).toEqual({ changedBy: REQUEST_KEY, revision: 1 });
    expect(states.get(contactName(OTHER))).toEqual({});
  });

  it('is left alone once the request has ended', async () => {
    const { history = [] } = table.records.get(REQUEST_KEY) ?? {};
    const end = { type: 'Ended', at: VOTED_AT, by: WORKFLOW, status: 'PARTIALLY_APPLIED' } as const;
    table.given(recordOf([...history, campaignApplied(), end]));
    await expect(ended([failed('NotApprovedError')])).resolves.toEqual({ left: 0 });
    expect(resultsOf()).toEqual([]);
    expect(campaigns.tallies.get(REQUEST_KEY)).toBeUndefined();
  });

  it('leaves what was held back, and goes on with that alone', async () => {
    await expect(ended([{ ...BILLING, appliedAt }, failed('ChangeHeldError', OTHER)])).resolves.toEqual({ left: 1 });
    expect(campaigns.tallies.get(REQUEST_KEY)).toMatchObject({ applied: 0, ended: [], begun: [1] });
    await expect(begun()).resolves.toMatchObject({ state: 'go', changes: [OTHER] });
  });

  it('stops the campaign when the machine has given up more changes than the policy lets, and says so once', async () => {
    await ended([failed('TooManyRequestsException'), failed('States.Timeout', OTHER)]);
    await begun(0);
    expect(eventsSince()).toEqual(['CampaignStopped']);
    expect(notices.tellRequester).toHaveBeenCalledTimes(1);
    await expect(begun(0)).resolves.toMatchObject({ state: 'hold' });
  });

  it.each([
    {
      what: 'waits for somebody when one of the first has failed',
      result: failed('AccessDeniedException', SECURITY),
      resumesAt: undefined,
    },
    {
      what: 'goes on later when all of the first went well',
      result: { ...SECURITY, appliedAt },
      resumesAt: '2026-06-01T12:30:00.000Z',
    },
  ])('$what', async ({ result, resumesAt }) => {
    policy.campaigns = { canary: { changes: 1, resumeAfter: '30m' } };
    set({ state: 'canary' });
    campaigns.tokens.set(1, 'waiting');
    await ended([result], 0);
    expect(campaigns.controls.get(REQUEST_KEY)?.resumesAt).toBe(resumesAt);
    expect(workflow.woken).toEqual(resumesAt === undefined ? [] : ['waiting']);
    expect(notices.tellRequester).toHaveBeenCalledTimes(1);
  });

  it('are told of, and followed, by the next try when the one that counted them came no further', async () => {
    policy.campaigns = { canary: { changes: 1, resumeAfter: '30m' } };
    set({ state: 'canary' });
    await ended([{ ...SECURITY, appliedAt }], 0);
    set({ state: 'canary' });
    await ended([{ ...SECURITY, appliedAt }], 0);
    expect(campaigns.controls.get(REQUEST_KEY)?.resumesAt).toBe('2026-06-01T12:30:00.000Z');
    expect(notices.tellRequester).toHaveBeenCalledTimes(2);
  });
});

describe('a page that broke', () => {
  const caught = { Error: 'States.Timeout', Cause: null };

  it('ends with what the evidence says, and counts the rest as failed, which may stop the campaign', async () => {
    evidence.applied.push(contactName(BILLING));
    set({ stopAfter: 0 });
    await expect(ended([], 1, caught)).resolves.toEqual({ left: 0 });
    expect(resultsOf().map(({ status, error }) => error?.name ?? status)).toEqual(['APPLIED', 'ExecutionGoneError']);
    expect(campaigns.tallies.get(REQUEST_KEY)).toMatchObject({ applied: 1, failed: 1, ended: [1] });
    expect(eventsSince()).toEqual(['CampaignStopped']);
  });

  it('lets nobody wait for it, although its changes were to go first: the requester is told', async () => {
    policy.campaigns = { canary: { changes: 1, resumeAfter: '30m' } };
    set({ state: 'canary' });
    await ended([], 0, caught);
    expect(campaigns.controls.get(REQUEST_KEY)?.resumesAt).toBeUndefined();
    expect(notices.tellRequester).toHaveBeenCalledTimes(1);
  });
});

describe('a page that waits', () => {
  const held = (campaign = 'paused') =>
    invoke(hold, { requestKey: REQUEST_KEY, page: 1, campaign, seconds: 86_400, taskToken: 'token' });

  it('is woken by whoever steers the campaign', async () => {
    set({ state: 'paused' });
    await held();
    expect(workflow.woken).toEqual([]);
    const steering = { action: 'resume', by: REQUESTER, isProven: true, comment: '', at: VOTED_AT } as const;
    await expect(steerCampaign(REQUEST_KEY, steering)).resolves.toMatchObject({ control: { state: 'running' } });
    expect(workflow.woken).toEqual(['token']);
    expect(eventsSince()).toEqual(['CampaignResumed']);
  });

  it('wakes itself when the campaign went on meanwhile', async () => {
    await held();
    expect(workflow.woken).toEqual(['token']);
  });

  it('wakes itself when the campaign was paused just as it came to wait for its turn', async () => {
    set({ state: 'paused' });
    await held('running');
    expect(workflow.woken).toEqual(['token']);
  });

  it('leaves no token behind when it goes on', async () => {
    set({ state: 'paused' });
    await held();
    set({ state: 'running' });
    await begun();
    expect(campaigns.tokens.size).toBe(0);
    expect(campaigns.dropToken).toHaveBeenCalledTimes(1);
    await begun();
    expect(campaigns.dropToken).toHaveBeenCalledTimes(1);
  });
});

describe('a page whose turn is far away', () => {
  const turn = { line: 'contacts', lane: 'back', offset: 0 } as const;
  const NOW = Date.parse(VOTED_AT);
  const line = (backEnd: number, shifted = 0) =>
    lines.lines.set('contacts', {
      ...{ frontEnd: 0, backEnd, pushed: 0, shifted, firstEnd: 0, slowness: 100, slowedAt: 0 },
    });
  const kept = (seconds: number) => ({
    first: { ...turn, at: NOW + seconds * 1000 },
    last: { ...turn, at: NOW + seconds * 1000 + 1000 },
    each: 1000,
  });

  it('waits until shortly before, where whoever pauses or cancels the campaign wakes it', async () => {
    line(NOW + 60_000);
    const waiting = await begun();
    expect(waiting).toMatchObject({ state: 'hold', campaign: 'running', seconds: 50, turns: { first: turn } });
    await invoke(hold, { requestKey: REQUEST_KEY, page: 1, campaign: 'running', seconds: 50, taskToken: 'token' });
    expect(workflow.woken).toEqual([]);
    const steering = { action: 'cancel', by: REQUESTER, isProven: true, comment: '', at: VOTED_AT } as const;
    await steerCampaign(REQUEST_KEY, steering);
    expect(workflow.woken).toEqual(['token']);
    await expect(begun(1, Object(waiting).turns)).resolves.toEqual({ state: 'done' });
  });

  it('keeps its turns while it waits, and takes no others', async () => {
    line(NOW + 60_000);
    const { turns } = Object(await begun());
    vi.setSystemTime(NOW + 50_000);
    await expect(begun(1, turns)).resolves.toMatchObject({
      state: 'go',
      changes: [{ turn: { at: turns.first.at } }, {}],
    });
    expect(lines.reservations).toHaveLength(1);
  });

  it('keeps its turns while the campaign is paused', async () => {
    set({ state: 'paused' });
    await expect(begun(1, kept(40))).resolves.toMatchObject({ state: 'hold', campaign: 'paused', turns: kept(40) });
    set({ state: 'running' });
    line(NOW + 60_000);
    await expect(begun(1, kept(40))).resolves.toMatchObject({ state: 'go', turns: kept(40) });
  });

  it('has its turns where they are now when they have moved, and waits again only if that is far', async () => {
    line(NOW + 900_000, 60_000);
    const moved = (seconds: number) => ({ first: { at: NOW + seconds * 1000, offset: 60_000 } });
    await expect(begun(1, kept(10))).resolves.toMatchObject({ state: 'go', turns: moved(70) });
    await expect(begun(1, kept(600))).resolves.toMatchObject({ state: 'hold', seconds: 650, turns: moved(660) });
  });

  it('takes other turns when its own are over', async () => {
    line(NOW);
    await expect(begun(1, kept(-6))).resolves.toMatchObject({ state: 'go', turns: { first: { at: NOW } } });
    expect(lines.reservations).toHaveLength(1);
  });
});

describe('a page that comes to wait after the first changes', () => {
  it.each([
    {
      seconds: 86_400,
      isWoken: true,
      what: 'wakes itself when it was told to wait before anybody knew when the campaign goes on',
    },
    { seconds: 1800, isWoken: false, what: 'waits when it was told to wait until then' },
  ])('$what', async ({ seconds, isWoken }) => {
    set({ state: 'canary', resumesAt: '2026-06-01T12:30:00.000Z' });
    await invoke(hold, { requestKey: REQUEST_KEY, page: 1, campaign: 'canary', seconds, taskToken: 'token' });
    expect(workflow.woken).toEqual(isWoken ? ['token'] : []);
  });
});

describe('the end of a campaign', () => {
  it('counts what its pages have kept, and what only the evidence knows of a page that broke', async () => {
    await ended([{ ...SECURITY, appliedAt }], 0);
    evidence.applied.push(`${OTHER.accountId}/BILLING`);
    await expect(outcome()).resolves.toEqual({
      status: 'PARTIALLY_APPLIED',
      counts: { applied: 2, inPlace: 0, failed: 1, conflicts: 0, cancelled: 0 },
    });
    expect(bucket.objects.get(CAMPAIGN_KEYS.resultsCsv(RUN))?.trim().split('\n')).toHaveLength(4);
  });

  it('keeps the results of a page that broke, for retry and revert, and finds them there when it is tried again', async () => {
    evidence.applied.push(contactName(OTHER));
    await outcome();
    expect(resultsOf().map(({ status }) => status)).toEqual(['FAILED', 'APPLIED']);
    evidence.readApplied.mockClear();
    await expect(outcome()).resolves.toMatchObject({ counts: { applied: 1, failed: 2 } });
    expect(evidence.readApplied).not.toHaveBeenCalled();
  });

  it('leaves the contacts of a page that broke to others, with what has become of them', async () => {
    await ended([{ ...SECURITY, appliedAt }], 0);
    evidence.applied.push(`${OTHER.accountId}/BILLING`);
    for (const key of [OTHER, BILLING]) states.set(contactName(key), { claimedBy: REQUEST_KEY });
    await outcome();
    expect(states.get(contactName(OTHER))).toEqual({ changedBy: REQUEST_KEY, revision: 1 });
    expect(states.get(contactName(BILLING))).toEqual({});
  });

  it('is that of people when they have ended it before', async () => {
    const { history = [] } = table.records.get(REQUEST_KEY) ?? {};
    table.given(recordOf(history.slice(0, 3)));
    await expect(outcome()).resolves.toBeUndefined();
  });
});
