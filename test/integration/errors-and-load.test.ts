import { afterEach, describe, expect, it } from 'vitest';
import { UNLIMITED_POLICY } from '../high-limits.ts';
import { loadSize } from '../load-size.ts';
import { makeRequest, type Requester, SOC, until } from './requester.ts';
import { expectNoSecretsInLogs } from './secrets.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: UNLIMITED_POLICY },
);

afterEach(async () => {
  await stack.setFaults([]);
});

describe('an approved request', () => {
  it('ends APPLIED after three retries when PutAlternateContact is throttled three times', async () => {
    const request = makeRequest({ changes: [put('900000000021')] });
    await user.put(request);
    const link = await user.link(request.requestId);
    await stack.setFaults([{ operation: 'PutAlternateContact', error: 'TooManyRequestsException', times: 3 }]);
    await user.vote(link, 'approve');
    const { output, history } = await user.end(request.requestId);
    expect(output.status).toBe('APPLIED');
    const throttled = history.filter(
      ({ lambdaFunctionFailedEventDetails }) => lambdaFunctionFailedEventDetails?.error === 'TooManyRequestsException',
    );
    expect(throttled).toHaveLength(3);
    expect(await user.contact('900000000021', 'SECURITY')).toEqual(SOC);
  });

  it('ends PARTIALLY_APPLIED, names the change and the message, and sets the other when one is denied', async () => {
    const request = makeRequest({ changes: [put('900000000022'), put('900000000023')] });
    await user.put(request);
    const link = await user.link(request.requestId);
    await stack.setFaults([{ operation: 'PutAlternateContact', error: 'AccessDeniedException', times: 1 }]);
    await user.vote(link, 'approve');
    const { execution } = await user.end(request.requestId);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'ChangeRequestPartiallyApplied' });
    expect(execution.cause).toMatch(/^90000000002[23]\/SECURITY: AccessDeniedException: .+/);
    const contacts = [await user.contact('900000000022', 'SECURITY'), await user.contact('900000000023', 'SECURITY')];
    expect(contacts.filter((contact) => contact !== undefined)).toEqual([SOC]);
    expect((await user.statuses(request.requestId)).at(-1)).toBe('PARTIALLY_APPLIED');
  });

  it('ends APPLIED when Account Management, DynamoDB, EventBridge, SES and Lambda stumble on the way', async () => {
    const request = makeRequest({ changes: [put('900000000024')] });
    await stack.setFaults([
      { operation: 'GetAlternateContact', error: 'InternalServerException', times: 1 },
      { operation: 'PutItem', error: 'InternalServerError', times: 1 },
      { operation: 'PutEvents', error: 'InternalException', times: 1 },
      { operation: 'SendEmail', error: 'TooManyRequestsException', times: 1 },
      { operation: 'Invoke', error: 'Lambda.ServiceException', times: 1 },
    ]);
    await user.put(request);
    await user.vote(await user.link(request.requestId), 'approve');
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
  });
});

describe('a request whose approvers cannot be asked', () => {
  afterEach(() => stack.setMailAccount({}));

  it.each([
    { what: 'the sender is not verified', last: '28', settings: { identities: { 'example.com': 'PENDING' } } },
    {
      what: 'the account is in the sandbox',
      last: '29',
      settings: { productionAccess: false, identities: { 'alternate-contacts@example.com': 'SUCCESS' } },
    },
  ])('ends FAILED, and blames no approver, when $what', async ({ last, settings }) => {
    await stack.setMailAccount(settings);
    const request = makeRequest({ changes: [put(`9000000000${last}`)] });
    await user.put(request);
    const { execution } = await user.end(request.requestId);
    expect(execution.cause).toContain('SenderRefusedError: SES sends nothing for the sender');
    const { status, unreachable } = await user.record(request.requestId);
    expect({ status, unreachable }).toEqual({ status: 'FAILED', unreachable: [] });
  });
});

describe('a flood of guessed links', () => {
  /** More than the burst that the stage lets through, and what comes in meanwhile. */
  const GUESSES = 400;
  const flood = () =>
    Promise.all(
      Array.from({ length: GUESSES }, (_, index) =>
        fetch(`${stack.httpApiUrl}/approvals/${String(index).padStart(43, 'x')}`, { method: 'POST' }),
      ),
    );

  it('is turned away, and an approved request is applied meanwhile', async () => {
    const request = makeRequest({ changes: [put('900000000025')] });
    await user.put(request);
    await user.vote(await user.link(request.requestId), 'approve');
    const answers = await flood();
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
    const turnedAway = answers.filter(({ status }) => status === 429);
    expect(turnedAway.length).toBeGreaterThan(GUESSES / 4);
    expect(await turnedAway[0]?.json()).toEqual({ message: 'Too Many Requests' });
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('leaves the ways in that it does not use', async () => {
    const [answers, webhook] = await Promise.all([
      flood(),
      fetch(`${stack.httpApiUrl}/webhooks/jira`, { method: 'POST' }),
    ]);
    expect(answers.map(({ status }) => status)).toContain(429);
    expect(webhook.status).toBe(401);
  });
});

describe('many requests', () => {
  it('all end as decided when they are put at once', async () => {
    const requests = Array.from({ length: loadSize(50) }, (_, index) =>
      makeRequest({ changes: [put(String(900_000_000_100 + index), { ...SOC, title: `Watch ${index}` })] }),
    );
    await Promise.all(requests.map((request) => user.put(request)));
    const links = await until('a mail for every request', async () => {
      const found = await user.links();
      return requests.every(({ requestId }) => found.has(requestId))
        ? requests.map(({ requestId }) => found.get(requestId)?.[0] ?? '')
        : undefined;
    });
    await Promise.all(links.map((link, index) => user.vote(link, index % 5 === 0 ? 'reject' : 'approve', 'batch')));
    for (const [index, { requestId }] of requests.entries()) {
      const { output } = await user.end(requestId);
      expect(output.status).toBe(index % 5 === 0 ? 'REJECTED' : 'APPLIED');
      const contact = await user.contact(String(900_000_000_100 + index), 'SECURITY');
      expect(contact?.title).toBe(index % 5 === 0 ? undefined : `Watch ${index}`);
    }
  }, 300_000);

  it('leave no secret in the logs', async () => {
    await expectNoSecretsInLogs(stack);
  });
});

function put(accountId: string, contact = SOC) {
  return { accountId, alternateContactType: 'SECURITY', action: 'PUT', contact } as const;
}
