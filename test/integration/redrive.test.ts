import { RedriveExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { makeRequest, REQUESTER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { accountQuotas: false, timeScale: 0.05 },
);

afterEach(async () => {
  await stack.setFaults([]);
});

describe('an execution that was stopped while changes were applied', () => {
  it('has its request ended with what was applied, and changes nothing more when it is redriven', async () => {
    const accountIds = ['900000000501', '900000000502', '900000000503', '900000000504'];
    const { requestId, link } = await pending(accountIds);
    await stack.setFaults([
      { operation: 'PutAlternateContact', times: 2 },
      { operation: 'PutAlternateContact', error: 'TooManyRequestsException', times: 1000 },
    ]);
    await user.vote(link, 'approve');
    const executionArn = await executionOf(requestId);
    await until('two changes that are applied, and one that is throttled', async () => {
      const isThrottled = (await putsOf(accountIds)).some(({ status }) => status >= 400);
      return isThrottled && (await appliedIterations(executionArn)) === 2 ? true : undefined;
    });
    await user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await until('the end of the request', async () => (await user.record(requestId)).results);
    await stack.setFaults([]);
    const ended = await user.record(requestId);
    expect(ended.status).toBe('PARTIALLY_APPLIED');
    const errors = ended.results?.map(({ status, error }) => [status, error?.name]).sort();
    expect(errors).toEqual([
      ['APPLIED', undefined],
      ['APPLIED', undefined],
      ['FAILED', 'ExecutionGoneError'],
      ['FAILED', 'ExecutionGoneError'],
    ]);
    await until('the mail about the outcome', async () => ((await outcomeMails(requestId)) > 0 ? true : undefined));

    await user.stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
    await user.end(requestId);
    expect(await successfulPuts(accountIds)).toHaveLength(2);
    expect((await user.record(requestId)).status).toBe('PARTIALLY_APPLIED');
    expect(await outcomeMails(requestId)).toBe(1);
  });
});

describe('an execution whose outcome could not be recorded', () => {
  it.each([
    { what: 'the request item could not be read', operation: 'GetItem', error: 'InternalServerError', last: '506' },
    { what: 'the status event could not be put', operation: 'PutEvents', error: 'InternalException', last: '507' },
  ])('has it recorded as soon as that works, although $what', async ({ operation, error, last }) => {
    const accountIds = [`900000000${last}`];
    const { requestId, link } = await pending(accountIds);
    await stack.setFaults([{ operation: 'PutAlternateContact', latencyMs: 1000 }]);
    await user.vote(link, 'approve');
    await putWithStatus(accountIds, 0);
    await stack.setFaults([{ operation, error, times: 1000 }]);
    const { execution: failed } = await user.end(requestId);
    expect(failed.status).toBe('FAILED');
    await stack.setFaults([]);

    await until('the mail about the outcome', async () => ((await outcomeMails(requestId)) > 0 ? true : undefined));
    expect(await successfulPuts(accountIds)).toEqual(accountIds);
    await expectAppliedOnce(requestId, accountIds);
    expect((await user.statuses(requestId)).at(-1)).toBe('APPLIED');
    expect(await outcomeMails(requestId)).toBe(1);
  });
});

describe('an execution that failed because a change failed', () => {
  it('fails again and changes nothing when it is redriven', async () => {
    const accountIds = ['900000000508', '900000000509'];
    const { requestId, link } = await pending(accountIds);
    await stack.setFaults([{ operation: 'PutAlternateContact', error: 'AccessDeniedException' }]);
    await user.vote(link, 'approve');
    const { execution: failed } = await user.end(requestId);
    const { executionArn, error, cause } = failed;
    expect({ error, status: failed.status }).toEqual({ error: 'ChangeRequestPartiallyApplied', status: 'FAILED' });
    const before = { record: await user.record(requestId), puts: await putsOf(accountIds) };

    await user.stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
    const { execution } = await user.end(requestId);
    expect(execution).toMatchObject({ status: 'FAILED', error, cause, redriveCount: 1 });
    expect({ record: await user.record(requestId), puts: await putsOf(accountIds) }).toEqual(before);
    expect(await outcomeMails(requestId)).toBe(1);
  });
});

async function pending(accountIds: string[]): Promise<{ requestId: string; link: string }> {
  const change = { alternateContactType: 'SECURITY', action: 'PUT', contact: SOC } as const;
  const request = makeRequest({ changes: accountIds.map((accountId) => ({ ...change, accountId })) });
  await user.put(request);
  return { requestId: request.requestId, link: await user.link(request.requestId) };
}

async function executionOf(requestId: string): Promise<string> {
  return (await user.record(requestId)).executionArn;
}

async function putsOf(accountIds: string[]): Promise<LoggedCall[]> {
  const isOurs = ({ operation, input }: LoggedCall) =>
    operation === 'PutAlternateContact' && accountIds.includes(String(input['AccountId']));
  return (await stack.calls()).filter(isOurs);
}

/** The accounts of the puts that succeeded, sorted. */
async function successfulPuts(accountIds: string[]): Promise<string[]> {
  const puts = (await putsOf(accountIds)).filter(({ status }) => status === 200);
  return puts.map(({ input }) => String(input['AccountId'])).sort();
}

function putWithStatus(accountIds: string[], status: number): Promise<LoggedCall> {
  return until(`a put with the status ${status}`, async () =>
    (await putsOf(accountIds)).find((call) => call.status === status),
  );
}

/** How many changes have gone through the apply phase. */
async function appliedIterations(executionArn: string): Promise<number> {
  const history = await user.history(executionArn);
  return history.filter(({ mapIterationSucceededEventDetails: done }) => done?.name === 'ApplyChanges').length;
}

async function expectAppliedOnce(requestId: string, accountIds: string[]): Promise<void> {
  for (const accountId of accountIds) expect(await user.contact(accountId, 'SECURITY')).toEqual(SOC);
  const { status, history } = await user.record(requestId);
  expect(status).toBe('APPLIED');
  const applied = history.flatMap((event) => (event.type === 'ChangeApplied' ? [event] : []));
  expect(applied.map(({ accountId }) => accountId).sort()).toEqual(accountIds);
  expect(applied.filter(({ alreadyInPlace }) => alreadyInPlace)).toEqual([]);
}

/** How many mails have told the requester the outcome. */
async function outcomeMails(requestId: string): Promise<number> {
  const mails = await stack.mails();
  return mails.filter(
    ({ subject, destination, body }) =>
      destination.to.includes(REQUESTER) &&
      /^(Applied|Partially applied|Failed)/.test(subject) &&
      body.text?.includes(requestId),
  ).length;
}
