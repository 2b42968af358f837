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
