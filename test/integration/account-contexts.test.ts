import { describe, expect, it } from 'vitest';
import type { Change } from '../../schemas/compiled/change-request.js';
import { makeRequest, type Requester, SOC } from './requester.ts';
import type { TestStack } from './stack.ts';
import { type UsedStack, useStack } from './use-stack.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '222222222222';
const DELEGATED = '333333333333';
const OUTSIDE = '777777777777';

/** The default policy, but nobody is asked. */
const POLICY = `
allowedEmailDomains: [example.com]
approvals: [{ name: nobody is asked, preApproved: true }]
`;

describe.each([
  {
    where: 'management-account' as const,
    targets: [
      { target: MANAGEMENT, sent: undefined },
      { target: MEMBER, sent: MEMBER },
    ],
    refused: [],
  },
  {
    where: 'delegated-administrator' as const,
    targets: [
      { target: MEMBER, sent: MEMBER },
      { target: DELEGATED, sent: DELEGATED },
    ],
    refused: [
      { target: MANAGEMENT, why: /names the management account 111111111111, in which this service has no role/ },
    ],
  },
  {
    where: 'standalone-account' as const,
    targets: [{ target: OUTSIDE, sent: undefined }],
    refused: [{ target: MEMBER, why: /is not an account of the organization/ }],
  },
])('a service that runs in: $where', ({ where, targets, refused }) => {
  let used: UsedStack;
  useStack(
    (started) => {
      used = started;
    },
    { policy: POLICY, runsIn: where },
  );

  it.each(targets)(
    'reads, sets and removes a contact of $target, with the AccountId $sent',
    async ({ target, sent }) => {
      const put = await change(used.user, { ...contactOf(target), action: 'PUT', contact: SOC });
      expect(put.output.status).toBe('APPLIED');
      const removed = await change(used.user, { ...contactOf(target), action: 'DELETE' });
      expect(removed.output.status).toBe('APPLIED');
      const calls = (await accountCalls(used.stack)).filter(({ input }) => input.AccountId === sent);
      expect(new Set(calls.map(({ operation }) => operation))).toEqual(
        new Set(['GetAlternateContact', 'PutAlternateContact', 'DeleteAlternateContact']),
      );
      expect(calls.filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
    },
  );

  it.each(refused)('refuses a request for $target with a clear reason', async ({ target, why }) => {
    const { output } = await change(used.user, { ...contactOf(target), action: 'PUT', contact: SOC });
    expect(output.status).toBe('INVALID');
    expect(output.reasons?.[0]?.message).toMatch(why);
  });
});

describe('a delegated administrator that has a role in the management account', () => {
  const params = {
    managementRoleArn: `arn:aws:iam::${MANAGEMENT}:role/alternate-contacts`,
  };
  let used: UsedStack;
  useStack(
    (started) => {
      used = started;
    },
    { runsIn: 'delegated-administrator', params },
  );

  it('reads, sets and removes a contact of the management account by the role, without an AccountId', async () => {
    const changes: Change[] = [
      { ...contactOf(MANAGEMENT), action: 'PUT', contact: SOC },
      { ...contactOf(MANAGEMENT), action: 'DELETE' },
    ];
    for (const asked of changes) {
      const request = makeRequest({ changes: [asked] });
      await used.user.put(request);
      await used.user.vote(await used.user.link(request.requestId), 'approve');
      expect((await used.user.end(request.requestId)).output.status).toBe('APPLIED');
    }
    const calls = (await accountCalls(used.stack)).filter(({ caller }) => caller?.includes('assumed-role'));
    expect(new Set(calls.map(({ input }) => input.AccountId))).toEqual(new Set([undefined]));
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(
      new Set(['GetAlternateContact', 'PutAlternateContact', 'DeleteAlternateContact']),
    );
  });
});

function contactOf(accountId: string) {
  return { accountId, alternateContactType: 'OPERATIONS' } as const;
}

async function change(user: Requester, asked: Change) {
  const request = makeRequest({ changes: [asked] });
  await user.put(request);
  return user.end(request.requestId);
}

interface AccountCall {
  operation: string;
  input: { AccountId?: string };
  status: number;
  caller?: string;
}

async function accountCalls(stack: TestStack): Promise<AccountCall[]> {
  const calls = await stack.calls();
  return calls.flatMap((call) => (call.service === 'account' ? [{ ...call, input: Object(call.input) }] : []));
}
