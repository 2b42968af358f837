import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/apply-change.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  APPLIED_AT,
  APPROVER,
  account,
  appliedChange,
  applyStarted,
  approvalRequested,
  approved,
  BILLING,
  changeInTurn,
  EXECUTION_ARN,
  NEW_CONTACT,
  OLD_CONTACT,
  planned,
  REQUEST_KEY,
  requested,
  SECURITY,
  voteCast,
} from '../builders.ts';
import { campaignControl, campaignPlan, campaignRequest } from '../campaign-builders.ts';
import * as aws from './fakes/account-management.ts';
import * as bucket from './fakes/bucket.ts';
import * as meters from './fakes/campaign-meters.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as claims from './fakes/contact-claims.ts';
import * as contactLocks from './fakes/contact-locks.ts';
import * as evidence from './fakes/evidence.ts';
import * as lines from './fakes/lines.ts';
import * as openRequests from './fakes/open-requests.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => undefined) }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/campaign-meters.ts', () => import('./fakes/campaign-meters.ts'));
vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/contact-locks.ts', () => import('./fakes/contact-locks.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('../../../functions/steps/inventory-writing.ts', () => ({ noteApplied: vi.fn(async () => undefined) }));

const RUN = runOf({ executionArn: EXECUTION_ARN });
const NAME = contactName(SECURITY);

/** An approved campaign with one page of one change. */
function givenApproved(after: Contact = NEW_CONTACT): void {
  const change = { ...SECURITY, before: OLD_CONTACT, after };
  const page = { page: 1, changes: [change], accounts: [account()], unreadable: [], inPlace: [] };
  const entry = { page: 1, sha256: bucket.given(CAMPAIGN_KEYS.planPage(RUN, 1), page), count: 1 };
  const sha256 = bucket.given(CAMPAIGN_KEYS.planPages(RUN), [entry]);
  const plan = planned({ plan: [], campaign: campaignPlan({ sha256, count: 1, pages: 1 }) });
  const history = [requested({ request: campaignRequest(), accounts: [] }), plan, approvalRequested()];
  const { fingerprint = '' } = recordOf(history);
  table.given(recordOf([...history, voteCast(APPROVER, { fingerprint }), approved(), applyStarted()]));
  campaigns.controls.set(REQUEST_KEY, campaignControl());
}

const apply = (page: number | 'none' = 1, key = SECURITY) => invoke(handler, { ...changeInTurn(key), page });
const failures = () => campaigns.controls.get(REQUEST_KEY)?.failures;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(APPLIED_AT), toFake: ['Date'] });
  for (const fake of [table, evidence, contactLocks, aws, lines, openRequests, bucket, campaigns, claims, meters])
    fake.reset();
  resetPolicy();
  givenApproved();
  aws.contacts.set(NAME, OLD_CONTACT);
});

describe('a change of a campaign', () => {
  it('is taken from its page, claimed and applied', async () => {
    await expect(apply()).resolves.toEqual(appliedChange());
    expect(aws.contacts.get(NAME)).toEqual(NEW_CONTACT);
    expect(claims.claimContacts).toHaveBeenCalledTimes(1);
    expect(failures()).toBe(0);
    expect(meters.counted).toEqual([{ applied: 1, inPlace: 0 }]);
  });

  it('is counted as in place when somebody else has made it', async () => {
    aws.contacts.set(NAME, NEW_CONTACT);
    await expect(apply()).resolves.toMatchObject({ alreadyInPlace: true });
    expect(meters.counted).toEqual([{ applied: 1, inPlace: 1 }]);
  });

  it('is applied all the same when it cannot be counted', async () => {
    meters.countLive.mockRejectedValueOnce(new Error('throttled'));
    await expect(apply()).resolves.toEqual(appliedChange());
  });

  it.each(['paused', 'stopped', 'cancelled', 'canary'] as const)('is held while the campaign is %s', async (state) => {
    campaigns.controls.set(REQUEST_KEY, campaignControl({ state }));
    await expect(apply()).rejects.toMatchObject({ name: 'ChangeHeldError' });
    expect(aws.calls).toEqual([]);
    expect(failures()).toBe(0);
    expect(meters.counted).toEqual([]);
  });

  it('is held when the campaign is paused while it waits for its turn', async () => {
    campaigns.readControl.mockImplementationOnce(async () => campaignControl());
    campaigns.controls.set(REQUEST_KEY, campaignControl({ state: 'paused' }));
    await expect(apply()).rejects.toMatchObject({ name: 'ChangeHeldError' });
    expect(claims.claimContacts).not.toHaveBeenCalled();
  });

  it('is a conflict, and counted, when another request has the contact or has changed it', async () => {
    openRequests.states.set(NAME, { revision: 1 });
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(aws.calls).toEqual([]);
    expect(failures()).toBe(1);
    expect(meters.counted).toEqual([{ conflicts: 1 }]);
  });

  it.each([
    { what: 'AWS denies it', name: 'AccessDeniedException', counted: 1 },
    { what: 'AWS turns it away', name: 'TooManyRequestsException', counted: 0 },
  ])('counts $counted failures when $what', async ({ name, counted }) => {
    aws.putContact.mockRejectedValueOnce(Object.assign(new Error('no'), { name }));
    await expect(apply()).rejects.toMatchObject({ name });
    expect(failures()).toBe(counted);
    expect(meters.counted).toEqual(counted > 0 ? [{ failed: 1 }] : []);
  });

  it.each([
    { what: 'its page has changed since it was approved', key: CAMPAIGN_KEYS.planPage(RUN, 1) },
    { what: 'the list of pages has changed since it was approved', key: CAMPAIGN_KEYS.planPages(RUN) },
  ])('is not applied when $what', async ({ key, what }) => {
    // What was read once is kept by its hash.
    givenApproved({ ...NEW_CONTACT, title: what.slice(0, 40) });
    bucket.given(key, (bucket.objects.get(key) ?? '').replace('"page":1', '"page":2'));
    await expect(apply()).rejects.toMatchObject({ name: 'ObjectAlteredError' });
    expect(aws.calls).toEqual([]);
  });

  it('is not applied when the page has no such change, the plan no such page, or the policy no such domain any more', async () => {
    await expect(apply(1, BILLING)).rejects.toMatchObject({ name: 'NotApprovedError' });
    await expect(apply(2)).rejects.toMatchObject({ name: 'NotApprovedError' });
    await expect(apply('none')).rejects.toMatchObject({ name: 'NotApprovedError' });
    policy.allowedEmailDomains = ['example.org'];
    await expect(apply()).rejects.toMatchObject({ name: 'NotApprovedError' });
    expect(aws.calls).toEqual([]);
  });

  it('is not applied when nobody else has checked the plan', async () => {
    evidence.isApprovalChecked.mockResolvedValue(false);
    await expect(apply()).rejects.toThrow('approvalUnchecked');
  });
});

describe('a change of a campaign that is cancelled after an attempt has failed', () => {
  const cancelled = () => campaigns.controls.set(REQUEST_KEY, campaignControl({ state: 'cancelled' }));

  it('is APPLIED if that attempt has made it, whatever it was answered', async () => {
    aws.putContact.mockImplementationOnce(async () => {
      aws.contacts.set(NAME, NEW_CONTACT);
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });
    await expect(apply()).rejects.toMatchObject({ name: 'TimeoutError' });
    cancelled();
    await expect(apply()).resolves.toEqual(appliedChange());
    expect(evidence.applied).toEqual([NAME]);
    expect(contactLocks.locks.size).toBe(0);
    expect(meters.counted).toEqual([{ applied: 1 }]);
    expect(aws.putContact).toHaveBeenCalledTimes(1);
  });

  it('is looked at again later if AWS turns the look away, because nobody knows yet', async () => {
    aws.putContact.mockRejectedValueOnce(Object.assign(new Error('no answer'), { name: 'TimeoutError' }));
    await expect(apply()).rejects.toMatchObject({ name: 'TimeoutError' });
    cancelled();
    aws.getContact.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'InternalServerError' }));
    await expect(apply()).rejects.toMatchObject({ name: 'InternalServerError' });
    expect(openRequests.states.get(NAME)?.claimedBy).toBe(REQUEST_KEY);
  });

  it('is held if it has not, and leaves the contact to others', async () => {
    aws.putContact.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'TooManyRequestsException' }));
    await expect(apply()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(openRequests.states.get(NAME)?.claimedBy).toBe(REQUEST_KEY);
    cancelled();
    await expect(apply()).rejects.toMatchObject({ name: 'ChangeHeldError' });
    expect(contactLocks.locks.size).toBe(0);
    expect(openRequests.states.get(NAME)?.claimedBy).toBeUndefined();
    expect(aws.putContact).toHaveBeenCalledTimes(1);
  });
});
