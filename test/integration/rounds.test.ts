import {
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { APPROVER, makeRequest, OTHER_APPROVER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** An hour lasts three and a half seconds. */
const TIME_SCALE = 0.001;

const POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - name: security contacts
    when: { alternateContactType: [SECURITY] }
    approvers: [approver-1@example.com, approver-2@example.com, jane@example.com]
    quorum: 2
    rounds:
      - { wait: 1h }
      - { wait: 1h, remind: true, escalateTo: [ciso@example.com] }
  - name: the pipeline of the platform
    when: { source: [pipeline] }
    preApproved: true
  - name: everything else
    approvers: [approver-1@example.com, jane@example.com]
    quorum: 2
    rounds: [{ wait: 12h }]
`;

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: POLICY, timeScale: TIME_SCALE },
);

describe('a request that nobody decides', () => {
  it('is reminded of and escalated, and ends EXPIRED with links that no longer work', async () => {
    const request = makeRequest({ changes: [put('900000000031')] });
    await user.put(request);
    const first = await user.link(request.requestId);
    const { execution, output } = await user.end(request.requestId);
    expect(execution.status).toBe('SUCCEEDED');
    expect(output.status).toBe('EXPIRED');
    expect(await tokensOf(execution.executionArn ?? '')).toHaveLength(2);
    expect((await user.links(APPROVER)).get(request.requestId)).toHaveLength(2);
    expect((await user.links('ciso@example.com')).get(request.requestId)).toHaveLength(1);
    expect((await fetch(first)).status).toBe(404);
    expect((await user.vote(first, 'approve')).status).toBe(404);
    expect(await user.contact('900000000031', 'SECURITY')).toBeUndefined();
  });
});

describe('a request with rounds', () => {
  it("reminds only approvers who haven't voted, and accepts votes by the links of every round", async () => {
    const request = makeRequest({ changes: [put('900000000032')], requestedBy: 'joe@example.com' });
    await user.put(request);
    const first = await user.link(request.requestId);
    expect((await user.vote(first, 'approve')).status).toBe(303);
    const reminder = await until(
      'a reminder',
      async () => (await user.links(OTHER_APPROVER)).get(request.requestId)?.[1],
    );
    expect((await user.links(APPROVER)).get(request.requestId)).toHaveLength(1);
    expect(reminder).not.toBe(first);
    await user.vote(await user.link(request.requestId, OTHER_APPROVER), 'approve');
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
    expect(await user.contact('900000000032', 'SECURITY')).toEqual(SOC);
  });

  it("needs every approval of the quorum, and never the requester's", async () => {
    const request = makeRequest({ changes: [put('900000000033')] });
    await user.put(request);
    await user.vote(await user.link(request.requestId), 'approve');
    expect((await user.record(request.requestId)).status).toBe('PENDING_APPROVAL');
    await user.vote(await user.link(request.requestId, OTHER_APPROVER), 'approve');
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
    expect((await user.links('jane@example.com')).has(request.requestId)).toBe(false);
  });
});

describe('an execution that is woken before the time of its round', () => {
  it('goes on waiting with the same links, whatever the wake says, and hears the votes', async () => {
    const request = makeRequest({ changes: [operations('900000000036')], requestedBy: 'joe@example.com' });
    await user.put(request);
    const link = await user.link(request.requestId);
    const { executionArn } = await user.record(request.requestId);
    const fail = (input: { taskToken: string; error?: string }) =>
      user.stepFunctions.send(new SendTaskFailureCommand(input));
    const wakes = [
      (taskToken: string) => user.stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: '{"x":1}' })),
      (taskToken: string) => fail({ taskToken }),
      (taskToken: string) => fail({ taskToken, error: 'States.Timeout' }),
    ];
    for (const [index, wake] of wakes.entries()) {
      const taskToken = await until('the next token', async () => (await tokensOf(executionArn))[index]);
      await wake(taskToken);
    }
    await until('the last token', async () => (await tokensOf(executionArn))[wakes.length]);
    expect((await user.links(APPROVER)).get(request.requestId)).toEqual([link]);
    await user.vote(link, 'approve');
    await user.vote(await user.link(request.requestId, 'jane@example.com'), 'approve');
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
    expect(await user.statuses(request.requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'APPLIED']);
  });
});

describe('a request whose execution was stopped', () => {
  it('ends FAILED and says so to everybody, and nothing comes of its links or of a redrive', async () => {
    const request = makeRequest({ changes: [operations('900000000037')], requestedBy: 'joe@example.com' });
    await user.put(request);
    const link = await user.link(request.requestId);
    const { executionArn } = await user.record(request.requestId);
    await user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await until('the end of the request', async () =>
      (await user.record(request.requestId)).status === 'FAILED' ? true : undefined,
    );
    await until('its status event', async () =>
      (await user.statuses(request.requestId)).includes('FAILED') ? true : undefined,
    );
    expect(await (await fetch(link)).text()).toContain('ExecutionGoneError');
    await user.stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
    expect((await user.end(request.requestId)).execution.status).toBe('FAILED');
    expect((await user.record(request.requestId)).status).toBe('FAILED');
    expect(await user.contact('900000000037', 'OPERATIONS')).toBeUndefined();
  });
});

describe('the policy', () => {
  it('refuses a request whose quorum cannot be reached, and tells the requester', async () => {
    const request = makeRequest({ changes: [{ ...put('900000000034'), alternateContactType: 'BILLING' }] });
    await user.put(request);
    const { output } = await user.end(request.requestId);
    expect(output.status).toBe('INVALID');
    expect(output.reasons).toEqual([
      { pointer: '/requestedBy', code: 'quorumOutOfReach', message: expect.stringContaining('"everything else"') },
    ]);
    const mail = (await stack.mails()).find(({ body }) => body.text?.includes(request.requestId));
    expect(mail?.destination.to).toEqual(['jane@example.com']);
    expect((await user.record(request.requestId)).status).toBe('INVALID');
  });

  it('applies what it pre-approves without asking anybody, and records that', async () => {
    const request = makeRequest({
      changes: [{ ...put('900000000035'), alternateContactType: 'OPERATIONS' }],
      source: { system: 'pipeline' },
    });
    await user.put(request);
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
    expect(await user.statuses(request.requestId)).toEqual(['RECEIVED', 'APPROVED', 'APPLIED']);
    expect((await user.links()).has(request.requestId)).toBe(false);
  });
});

function put(accountId: string) {
  return { accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC } as const;
}

function operations(accountId: string) {
  return { ...put(accountId), alternateContactType: 'OPERATIONS' } as const;
}

/** The task tokens in the history of an execution, first to last. */
async function tokensOf(executionArn: string): Promise<string[]> {
  const history = await user.history(executionArn);
  const scheduled = history.flatMap(({ taskScheduledEventDetails: task }) => task?.parameters ?? []);
  return scheduled.flatMap((parameters) => JSON.parse(parameters).Payload?.taskToken ?? []);
}
