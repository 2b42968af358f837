import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { handler } from '../../../functions/plan-changes.ts';
import type { Account } from '../../../schemas/compiled/account.js';
import {
  APPROVER,
  account,
  approvalOf,
  CHIEF,
  CREATED_AT,
  changeRequest,
  EXPIRES_AT,
  NEW_CONTACT,
  OLD_CONTACT,
  OTHER_APPROVER,
  pendingRecord,
  plannedChange,
  REQUEST_KEY,
  receivedRecord,
  requested,
  SECURITY,
} from '../builders.ts';
import * as claims from './fakes/contact-claims.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as openRequests from './fakes/open-requests.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const planned = (contact: typeof OLD_CONTACT | null = OLD_CONTACT) =>
  invoke(handler, { requestKey: REQUEST_KEY, currentContacts: [{ ...SECURITY, contact, readAt: CREATED_AT }] });

/** Stores a request for a contact of an account of these properties. */
const givenAccount = (differences: Partial<Account>) =>
  table.given(recordOf([requested({ accounts: [account(differences)] })]));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  for (const fake of [table, evidence, eventBus, openRequests, claims, workflow]) fake.reset();
  resetPolicy();
  table.given(receivedRecord());
});

describe('plan-changes', () => {
  it('stores plan and approval, and names the changes and the first round', async () => {
    await expect(planned()).resolves.toEqual({
      valid: true,
      requestKey: REQUEST_KEY,
      changes: [SECURITY],
      round: { index: 0, timeoutSeconds: 259_200 },
    });
    expect(table.records.get(REQUEST_KEY)).toMatchObject({
      status: 'RECEIVED',
      plan: [plannedChange()],
      approval: approvalOf(),
      expiresAt: EXPIRES_AT,
    });
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('names no change and no round when the change is already in place', async () => {
    await expect(planned(NEW_CONTACT)).resolves.toEqual({ valid: true, requestKey: REQUEST_KEY, changes: [] });
    expect(table.records.get(REQUEST_KEY)).toMatchObject({ status: 'RECEIVED', plan: [] });
  });

  it('names no round, claims the contacts and approves nothing when the policy asks nobody', async () => {
    policy.approvals = [{ name: 'all', preApproved: true }];
    await expect(planned()).resolves.toEqual({ valid: true, requestKey: REQUEST_KEY, changes: [SECURITY] });
    expect(table.records.get(REQUEST_KEY)).toMatchObject({ status: 'RECEIVED', approval: { requirements: [] } });
    expect(claims.claimContacts).toHaveBeenCalledOnce();
  });

  it('leaves the contacts to others when the request was ended meanwhile, because its execution was stopped', async () => {
    policy.approvals = [{ name: 'all', preApproved: true }];
    claims.claimContacts.mockImplementationOnce(async () => {
      openRequests.states.set('222222222222/SECURITY', { claimedBy: REQUEST_KEY });
      table.given(pendingRecord({ status: 'FAILED', results: [{ ...SECURITY, status: 'FAILED' }] }));
      return true;
    });
    await planned();
    expect(claims.released).toEqual([`${REQUEST_KEY} 222222222222/SECURITY`]);
  });

  it('keeps the plan as evidence before the record has it, by the fingerprint that the record then has', async () => {
    await planned();
    expect([...evidence.plans.keys()]).toEqual([table.records.get(REQUEST_KEY)?.fingerprint]);
  });

  it('plans nothing when the record is not what was registered', async () => {
    await evidence.putAsked(requested());
    table.given(recordOf([requested({ request: changeRequest({ requestedBy: 'somebody@example.com' }) })]));
    await expect(planned()).rejects.toMatchObject({ name: 'RecordAlteredError' });
    expect(table.records.get(REQUEST_KEY)).not.toHaveProperty('plan');
  });

  it('passes no plan on that it has not made', async () => {
    table.given(pendingRecord());
    evidence.readPlan.mockResolvedValueOnce(undefined);
    await expect(planned()).rejects.toMatchObject({ name: 'RecordAlteredError' });
  });

  it("takes the rule for the account's organizational unit", async () => {
    const production = { name: 'production', when: { ou: ['ou-ab12-prod0001'] }, quorum: 2 };
    policy.approvals = [{ ...policy.approvals[0], ...production }, ...policy.approvals];
    givenAccount({ parentIds: ['ou-ab12-prod0001', 'r-ab12'] });
    await planned();
    expect(table.records.get(REQUEST_KEY)?.approval?.requirements).toMatchObject([{ rule: 'production', quorum: 2 }]);
  });

  it("takes the rule for the account's tags", async () => {
    const [usual] = policy.approvals;
    policy.approvals = ['test', 'prod'].map((stage) => ({
      ...usual,
      name: stage,
      when: { tags: { Stage: [stage] } },
    }));
    givenAccount({ tags: { Stage: 'prod' } });
    await planned();
    expect(table.records.get(REQUEST_KEY)?.approval?.requirements).toMatchObject([{ rule: 'prod' }]);
  });

  it('stores one requirement for each entry when the rule wants one of each', async () => {
    policy.approvals = [
      { name: 'both', approvers: [APPROVER, OTHER_APPROVER], quorum: 'one-of-each', rounds: [{ wait: '1h' }] },
    ];
    await planned();
    expect(table.records.get(REQUEST_KEY)?.approval?.requirements).toEqual([
      { rule: 'both', from: APPROVER, approvers: [APPROVER], quorum: 1 },
      { rule: 'both', from: OTHER_APPROVER, approvers: [OTHER_APPROVER], quorum: 1 },
    ]);
  });

  it('plans when the quorum is possible only after an escalation', async () => {
    const rounds = [{ wait: '1h' }, { wait: '1h', escalateTo: [CHIEF] }];
    policy.approvals = [{ name: 'all', approvers: ['leads'], quorum: 2, rounds }];
    table.given(receivedRecord({ request: changeRequest({ requestedBy: APPROVER }) }));
    await expect(planned()).resolves.toMatchObject({ round: { index: 0, timeoutSeconds: 3600 } });
  });

  it('keeps the first plan and answers the same when it is called again', async () => {
    const first = await planned();
    const record = table.records.get(REQUEST_KEY);
    vi.setSystemTime(new Date('2026-06-01T11:00:00.000Z'));
    await expect(planned({ ...OLD_CONTACT, name: 'Changed meanwhile' })).resolves.toEqual(first);
    expect(table.records.get(REQUEST_KEY)).toEqual(record);
  });

  it('plans nothing and names no change when the request has been cancelled', async () => {
    const cancelled = receivedRecord({ status: 'CANCELLED' });
    table.given(cancelled);
    await expect(planned()).resolves.toEqual({ valid: true, requestKey: REQUEST_KEY, changes: [] });
    expect(table.records.get(REQUEST_KEY)).toEqual(cancelled);
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('returns the reason and stores no plan when the quorum would need the requester', async () => {
    policy.approvals = [{ name: 'both', approvers: ['leads'], quorum: 2, rounds: [{ wait: '1h' }] }];
    table.given(receivedRecord({ request: changeRequest({ requestedBy: APPROVER.toUpperCase() }) }));
    await expect(planned()).resolves.toEqual({
      valid: false,
      requestKey: REQUEST_KEY,
      reasons: [
        {
          pointer: '/requestedBy',
          code: 'quorumOutOfReach',
          message: expect.stringMatching(/the rule "both": it needs 2 approvals/),
        },
      ],
    });
    expect(table.records.get(REQUEST_KEY)?.plan).toBeUndefined();
  });

  it.each(['ConcurrentUpdateError', 'ProvisionedThroughputExceededException'])(
    'throws %s by its name',
    async (name) => {
      table.updateRecord.mockRejectedValue(Object.assign(new Error('no'), { name }));
      await expect(planned()).rejects.toMatchObject({ name });
    },
  );
});
