import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as wakeStalledApprovals } from '../../../functions/wake-stalled-approvals.ts';
import { APPROVER, CHIEF, OTHER_APPROVER, REQUEST_KEY, REQUESTER } from '../builders.ts';
import { ApprovalFlow } from './approval-flow.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const CISO = 'ciso@example.com';
const ROUNDS = [{ wait: '1h' }, { wait: '2h', remind: true }, { wait: '3h', escalateTo: [CHIEF] }];

let flow: ApprovalFlow;

/** The addresses that the mails since the last look went to. */
let seen = 0;
const newlyMailed = () => {
  const since = mailer.outbox.slice(seen).map(({ to }) => to);
  seen = mailer.outbox.length;
  return since;
};
const status = async () => (await flow.record())?.status;
const escalations = async () =>
  (await flow.history()).flatMap((event) =>
    event.type === 'Escalated' ? [{ round: event.round, approvers: event.approvers }] : [],
  );
const sweep = () => invoke(wakeStalledApprovals, { source: 'aws.events' });

beforeEach(() => {
  for (const fake of [eventBus, mailer, workflow]) fake.reset();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  resetPolicy();
  policy.approvals = [{ name: 'every change', approvers: ['leads'], quorum: 2, rounds: ROUNDS }];
  seen = 0;
  flow = new ApprovalFlow();
});

describe('the rounds of an approval', () => {
  it("remind those who haven't voted, then escalate, and end in the approval", async () => {
    const first = await flow.begin();
    expect(newlyMailed()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
    await flow.vote(APPROVER);

    const second = await flow.pass(first);
    expect(second).toEqual({ status: 'PENDING_APPROVAL', index: 1, timeoutSeconds: 7200 });
    await flow.ask(second);
    expect(newlyMailed()).toEqual([OTHER_APPROVER]);

    const third = await flow.pass(second);
    expect(third).toEqual({ status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 10_800 });
    const token = await flow.ask(third);
    expect(newlyMailed()).toEqual([CHIEF]);
    expect(await escalations()).toEqual([{ round: 2, approvers: [CHIEF] }]);

    await flow.vote(CHIEF);
    expect(workflow.woken).toEqual([token]);
    await expect(flow.settle(third)).resolves.toMatchObject({ status: 'APPROVED' });
    expect(newlyMailed()).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it('end in EXPIRED after the last', async () => {
    let round = await flow.begin();
    for (const index of [1, 2]) {
      round = await flow.pass(round);
      expect(round).toMatchObject({ status: 'PENDING_APPROVAL', index });
      await flow.ask(round);
    }
    await expect(flow.pass(round)).resolves.toMatchObject({ status: 'EXPIRED' });
    expect((await flow.history()).at(-1)).toMatchObject({ type: 'Expired', expiredBecause: 'timeIsUp' });
    await expect(flow.vote(APPROVER)).resolves.toMatchObject({ statusCode: 404 });
    expect(await status()).toBe('EXPIRED');
  });

  it('leave the links of earlier rounds working, for the first vote and for a changed one', async () => {
    const first = await flow.begin();
    await flow.vote(APPROVER);
    const second = await flow.pass(first);
    await flow.ask(second);
    expect(flow.secrets(OTHER_APPROVER)).toHaveLength(2);
    await flow.vote(OTHER_APPROVER, {}, 0);
    expect((await flow.record())?.votes).toHaveLength(2);
    expect(await status()).toBe('APPROVED');
  });

  it('count one vote of each approver, by whichever of their links it comes', async () => {
    const first = await flow.begin();
    await flow.ask(await flow.pass(first));
    await flow.vote(APPROVER, {}, 0);
    await flow.vote(APPROVER, { comment: 'again' }, 1);
    expect((await flow.record())?.votes).toMatchObject([{ approver: APPROVER, comment: 'again' }]);
    expect(await status()).toBe('PENDING_APPROVAL');
  });

  it('never count the requester, even if the policy lists them', async () => {
    policy.groups = { leads: [APPROVER, REQUESTER, OTHER_APPROVER] };
    await flow.begin();
    expect(newlyMailed()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
    expect(flow.secrets(REQUESTER)).toEqual([]);
    await flow.vote(APPROVER);
    expect(await status()).toBe('PENDING_APPROVAL');
  });

  it('do not count an approver whom the policy no longer lists, and do when they are back', async () => {
    await flow.begin();
    await flow.vote(OTHER_APPROVER);
    policy.groups = { leads: [OTHER_APPROVER] };
    await expect(flow.vote(APPROVER)).resolves.toMatchObject({ statusCode: 404 });
    expect(await status()).toBe('PENDING_APPROVAL');
    policy.groups = { leads: [APPROVER] };
    await flow.vote(APPROVER);
    expect(await status()).toBe('APPROVED');
  });
});

describe('the rounds of an approval, when mail does not arrive', () => {
  it('end at once and escalate when the quorum becomes impossible', async () => {
    const first = await flow.begin();
    newlyMailed();
    await flow.bounce(APPROVER);
    expect(workflow.woken).toEqual(['token-1']);
    const next = await flow.settle(first);
    expect(next).toEqual({ status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 10_800 });
    await flow.ask(next);
    expect(newlyMailed()).toEqual([CHIEF]);
    await flow.vote(OTHER_APPROVER);
    await flow.vote(CHIEF);
    await expect(flow.settle(next)).resolves.toMatchObject({ status: 'APPROVED' });
    expect(newlyMailed()).toEqual([OTHER_APPROVER]);
  });

  it('mail everyone whom the skipped rounds would have added', async () => {
    policy.approvals = [
      {
        name: 'every change',
        approvers: ['leads'],
        quorum: 2,
        rounds: [{ wait: '1h' }, { wait: '1h', escalateTo: [CHIEF] }, { wait: '1h', escalateTo: [CISO] }],
      },
    ];
    const first = await flow.begin();
    newlyMailed();
    await flow.bounce(APPROVER);
    await flow.bounce(OTHER_APPROVER);
    const next = await flow.settle(first);
    expect(next).toMatchObject({ index: 2 });
    await flow.ask(next);
    expect(newlyMailed()).toEqual([CHIEF, CISO]);
    for (const { subject } of mailer.outbox.slice(-2)) expect(subject).toMatch(/^Escalated: /);
    expect(await escalations()).toEqual([{ round: 2, approvers: [CHIEF, CISO] }]);
  });

  it('end at once in EXPIRED when nobody is left', async () => {
    policy.approvals = [{ name: 'every change', approvers: ['leads'], quorum: 1, rounds: ROUNDS.slice(0, 2) }];
    const first = await flow.begin();
    await flow.bounce(APPROVER);
    expect(workflow.woken).toEqual([]);
    await flow.bounce(OTHER_APPROVER);
    expect(workflow.woken).toEqual(['token-1']);
    await expect(flow.settle(first)).resolves.toMatchObject({ status: 'EXPIRED' });
    expect((await flow.history()).at(-1)).toMatchObject({
      type: 'Expired',
      expiredBecause: 'tooFewApproversReachable',
    });
  });

  it('keep waiting when a bounce is not permanent', async () => {
    await flow.begin();
    await flow.bounce(APPROVER, 'Transient');
    expect(workflow.woken).toEqual([]);
    expect(await flow.record()).toMatchObject({ unreachable: [] });
  });

  it('end at once when SES refuses the mails themselves', async () => {
    mailer.refused.add(APPROVER);
    const first = await flow.begin();
    expect(workflow.woken).toEqual(['token-1']);
    await expect(flow.settle(first)).resolves.toMatchObject({ status: 'PENDING_APPROVAL', index: 2 });
  });

  it('last no longer than the round that the skipping leads to, and end with it', async () => {
    const first = await flow.begin();
    await flow.bounce(APPROVER);
    const next = await flow.settle(first);
    await flow.ask(next);
    vi.setSystemTime(Date.now() + next.timeoutSeconds * 1000);
    await expect(flow.vote(CHIEF)).resolves.toMatchObject({ statusCode: 404 });
    await expect(flow.settle(next)).resolves.toMatchObject({ status: 'EXPIRED' });
  });
});

describe('an approval whose execution is not woken', () => {
  it('is found and woken by the next sweep, and settled then', async () => {
    const first = await flow.begin();
    await flow.vote(APPROVER);
    workflow.wakeExecution.mockRejectedValueOnce(new Error('down'));
    await expect(flow.vote(OTHER_APPROVER)).resolves.toMatchObject({ statusCode: 303 });
    expect(await status()).toBe('APPROVED');
    expect(workflow.woken).toEqual([]);

    await expect(sweep()).resolves.toEqual({ pending: 0, stalled: [REQUEST_KEY] });
    expect(workflow.woken).toEqual(['token-1']);
    await expect(flow.settle(first)).resolves.toMatchObject({ status: 'APPROVED' });
    await expect(sweep()).resolves.toEqual({ pending: 0, stalled: [] });
    expect(workflow.woken).toEqual(['token-1']);
  });

  it('is left alone by the sweep while it waits for votes', async () => {
    await flow.begin();
    await expect(sweep()).resolves.toEqual({ pending: 1, stalled: [] });
    expect(workflow.woken).toEqual([]);
  });
});

describe('an approval by one of each', () => {
  beforeEach(() => {
    policy.approvals = [
      {
        name: 'both',
        approvers: ['leads', CISO],
        quorum: 'one-of-each',
        rounds: [{ wait: '1h' }, { wait: '1h', escalateTo: [CHIEF] }],
      },
    ];
  });

  it('needs one of each entry', async () => {
    await flow.begin();
    await flow.vote(APPROVER);
    await flow.vote(OTHER_APPROVER);
    expect(await status()).toBe('PENDING_APPROVAL');
    await flow.vote(CISO);
    expect(await status()).toBe('APPROVED');
  });

  it('lets escalation approvers stand in for the entry whom mail does not reach', async () => {
    const first = await flow.begin();
    await flow.vote(APPROVER);
    await flow.bounce(CISO);
    const next = await flow.settle(first);
    await flow.ask(next);
    await flow.vote(CHIEF);
    expect(await status()).toBe('APPROVED');
  });
});
