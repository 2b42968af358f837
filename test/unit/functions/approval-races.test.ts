import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as applyChange } from '../../../functions/apply-change.ts';
import { APPROVER, changeInTurn, OTHER_APPROVER, REQUEST_ID } from '../builders.ts';
import { ApprovalFlow, type FlowRound } from './approval-flow.ts';
import * as accountManagement from './fakes/account-management.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const REJECTION = { decision: 'reject', comment: 'not this mailbox' };
const DECISIONS = ['Approved', 'Rejected', 'Expired', 'Cancelled'];

let flow: ApprovalFlow;
let round: FlowRound;

/** What has decided the request: one thing at most, whatever happened at the same time. */
const decisions = async () => (await flow.history()).map(({ type }) => type).filter((type) => DECISIONS.includes(type));
const status = async () => (await flow.record())?.status;

beforeEach(async () => {
  for (const fake of [accountManagement, eventBus, mailer, workflow]) fake.reset();
  resetPolicy();
  flow = new ApprovalFlow();
  round = await flow.begin();
  eventBus.statusEvents.length = 0;
});

describe('a vote and the end of the last round in the same instant', () => {
  beforeEach(() => {
    vi.setSystemTime(Date.now() + round.timeoutSeconds * 1000 - 1);
  });

  it('end in the approval when the vote is written first', async () => {
    const answers: unknown[] = [];
    flow.beforeTheNextWrite(async () => answers.push(await flow.vote(APPROVER)));
    await expect(flow.settle(round)).resolves.toMatchObject({ status: 'APPROVED' });
    expect(answers).toMatchObject([{ statusCode: 303 }]);
    expect(await decisions()).toEqual(['Approved']);
    expect(await flow.record()).toMatchObject({ status: 'APPROVED', applyingSince: expect.any(String) });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'APPROVED' }]);
  });

  it('end in the expiry when that is written first', async () => {
    const rounds: unknown[] = [];
    flow.beforeTheNextWrite(async () => rounds.push(await flow.settle(round)));
    await expect(flow.vote(APPROVER)).resolves.toMatchObject({ statusCode: 404 });
    expect(rounds).toMatchObject([{ status: 'EXPIRED' }]);
    expect(await decisions()).toEqual(['Expired']);
    expect(await flow.record()).toMatchObject({ status: 'EXPIRED', votes: [] });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'EXPIRED' }]);
    expect(workflow.woken).toEqual([]);
  });

  it('end in the expiry when the vote comes at the very end', async () => {
    vi.setSystemTime(Date.now() + 1);
    await expect(flow.vote(APPROVER)).resolves.toMatchObject({ statusCode: 404 });
    await expect(flow.settle(round)).resolves.toMatchObject({ status: 'EXPIRED' });
  });
});

describe('two votes at the same time', () => {
  it.each([
    { first: {}, second: REJECTION, end: 'APPROVED', decision: 'Approved' },
    { first: REJECTION, second: {}, end: 'REJECTED', decision: 'Rejected' },
  ])('end in $end when that vote is written first', async ({ first, second, end, decision }) => {
    flow.beforeTheNextWrite(() => flow.vote(APPROVER, first));
    await expect(flow.vote(OTHER_APPROVER, second)).resolves.toMatchObject({ statusCode: 303 });
    expect(await status()).toBe(end);
    expect(await decisions()).toEqual([decision]);
    expect((await flow.record())?.votes.map(({ approver }) => approver)).toEqual([APPROVER]);
    expect(workflow.woken).toEqual(['token-1']);
  });

  it('both count, and wake the execution once, when the quorum needs both', async () => {
    policy.approvals = [{ name: 'every change', approvers: ['leads'], quorum: 2, rounds: [{ wait: '1h' }] }];
    flow = new ApprovalFlow();
    mailer.reset();
    await flow.begin();
    flow.beforeTheNextWrite(() => flow.vote(APPROVER));
    await flow.vote(OTHER_APPROVER);
    expect((await flow.record())?.votes).toHaveLength(2);
    expect(await status()).toBe('APPROVED');
    expect(workflow.woken).toEqual(['token-1']);
  });

  it('of one approver count once, the one that is written last', async () => {
    policy.approvals = [{ name: 'every change', approvers: ['leads'], quorum: 2, rounds: [{ wait: '1h' }] }];
    flow = new ApprovalFlow();
    mailer.reset();
    await flow.begin();
    flow.beforeTheNextWrite(() => flow.vote(APPROVER, { comment: 'first' }));
    await flow.vote(APPROVER, { comment: 'last' });
    expect((await flow.record())?.votes).toMatchObject([{ approver: APPROVER, comment: 'last' }]);
    expect(await status()).toBe('PENDING_APPROVAL');
  });
});

describe('a cancellation', () => {
  it('cancels an approved request when it is written before the apply begins, and nothing is applied', async () => {
    await flow.vote(APPROVER);
    flow.beforeTheNextWrite(() => flow.cancel());
    await expect(flow.settle(round)).resolves.toMatchObject({ status: 'CANCELLED' });
    await expect(invoke(applyChange, changeInTurn())).rejects.toMatchObject({
      name: 'NotApprovedError',
    });
    expect(accountManagement.calls).toEqual([]);
    expect(eventBus.statusEvents).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('changes nothing when the apply begins before it is written', async () => {
    await flow.vote(APPROVER);
    flow.beforeTheNextWrite(() => flow.settle(round));
    await expect(flow.cancel()).resolves.toEqual({ requestId: REQUEST_ID, ignored: 'applying' });
    expect(await status()).toBe('APPROVED');
    expect(await decisions()).toEqual(['Approved']);
  });

  it('and a vote end in the cancellation when that is written first', async () => {
    flow.beforeTheNextWrite(() => flow.cancel());
    await expect(flow.vote(APPROVER)).resolves.toMatchObject({ statusCode: 303 });
    expect(await decisions()).toEqual(['Cancelled']);
    expect((await flow.record())?.votes).toEqual([]);
  });

  it('and the end of the last round end in the expiry when that is written first', async () => {
    flow.beforeTheNextWrite(() => flow.pass(round));
    await expect(flow.cancel()).resolves.toEqual({ requestId: REQUEST_ID, ignored: 'ended' });
    expect(await decisions()).toEqual(['Expired']);
  });
});

describe('a bounce', () => {
  it('and the deciding vote end in the approval when the vote is written first', async () => {
    flow.beforeTheNextWrite(() => flow.vote(APPROVER));
    await flow.bounce(OTHER_APPROVER);
    expect(await flow.record()).toMatchObject({ status: 'APPROVED', votes: [{ approver: APPROVER }] });
    expect(await flow.record()).toMatchObject({ unreachable: [] });
  });

  it('and the deciding vote are both kept when the bounce is written first', async () => {
    flow.beforeTheNextWrite(() => flow.bounce(OTHER_APPROVER));
    await flow.vote(APPROVER);
    expect(await flow.record()).toMatchObject({ status: 'APPROVED', unreachable: [{ approver: OTHER_APPROVER }] });
  });

  it('does not keep a vote from counting when the approver finds the mail after all', async () => {
    await flow.bounce(APPROVER);
    await expect(flow.vote(APPROVER)).resolves.toMatchObject({ statusCode: 303 });
    expect(await status()).toBe('APPROVED');
  });
});

describe('everything at the same time', () => {
  it('ends in one decision, and in one status event', async () => {
    vi.setSystemTime(Date.now() + round.timeoutSeconds * 1000 - 1);
    const [settled] = await Promise.all([
      flow.settle(round),
      flow.vote(APPROVER),
      flow.vote(OTHER_APPROVER, REJECTION),
      flow.cancel(),
    ]);
    expect(await decisions()).toHaveLength(1);
    expect(settled.status).toBe(await status());
    expect(eventBus.statusEvents).toMatchObject([{ status: settled.status }]);
  });
});
