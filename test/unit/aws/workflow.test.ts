import '../environment.ts';

import { InvalidToken, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { describeExecution, wakeExecution, wakeIfOver } from '../../../functions/aws/workflow.ts';
import { approvalOf, lost, pendingRecord } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

const throwing = (error: Error) =>
  fakeClient(SFNClient, () => {
    throw error;
  });
const options = { message: 'no', $metadata: {} };

describe('wakeExecution', () => {
  it('sends the task token and no decision, which is read from the record', async () => {
    const sent = fakeClient(SFNClient, () => ({}));
    await wakeExecution('token-of-the-task');
    expect(sent).toEqual([{ name: 'SendTaskSuccessCommand', input: { taskToken: 'token-of-the-task', output: '{}' } }]);
  });

  it.each([new TaskTimedOut(options), new TaskDoesNotExist(options)])(
    'resolves when the execution no longer waits: $name',
    async (error) => {
      throwing(error);
      await expect(wakeExecution('old-token')).resolves.toBeUndefined();
    },
  );

  it.each([new InvalidToken(options), new Error('down')])('throws $name of Step Functions', async (error) => {
    throwing(error);
    await expect(wakeExecution('token')).rejects.toBe(error);
  });
});

describe('wakeIfOver', () => {
  const unawaited = pendingRecord({ status: 'APPROVED', taskToken: undefined });

  it.each([
    { what: 'the request is decided', record: pendingRecord({ status: 'APPROVED' }) },
    {
      what: 'its quorum is impossible in this round',
      record: pendingRecord({ approval: approvalOf(2), unreachable: [lost()] }),
    },
  ])('wakes the execution with the token of the record when $what', async ({ record }) => {
    const sent = fakeClient(SFNClient, () => ({}));
    await wakeIfOver(record);
    expect(sent.map(({ input }) => input['taskToken'])).toEqual(['token-of-the-task']);
  });

  it.each([
    { what: 'the request waits for votes', record: pendingRecord() },
    { what: 'no execution waits', record: unawaited },
  ])('wakes nobody when $what', async ({ record }) => {
    const sent = fakeClient(SFNClient, () => ({}));
    await wakeIfOver(record);
    expect(sent).toEqual([]);
  });

  it('throws the error that keeps the execution from being woken', async () => {
    const error = new Error('down');
    throwing(error);
    await expect(wakeIfOver(pendingRecord({ status: 'REJECTED' }))).rejects.toBe(error);
  });
});

describe('describeExecution', () => {
  const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:machine:first';

  it('reads the input, and the times in milliseconds', async () => {
    const dates = { startDate: new Date(1000), stopDate: new Date(2000), redriveDate: new Date(3000) };
    const sent = fakeClient(SFNClient, () => ({ status: 'FAILED', error: 'Broken', input: '{"a":1}', ...dates }));
    await expect(describeExecution(executionArn)).resolves.toEqual({
      ...{ status: 'FAILED', error: 'Broken', input: { a: 1 }, startedAt: 1000, stoppedAt: 2000, redrivenAt: 3000 },
    });
    expect(sent).toEqual([{ name: 'DescribeExecutionCommand', input: { executionArn } }]);
  });

  it('leaves out what an execution does not have', async () => {
    fakeClient(SFNClient, () => ({ status: 'ABORTED', input: '{}', startDate: new Date(1000) }));
    await expect(describeExecution(executionArn)).resolves.toEqual({ status: 'ABORTED', input: {}, startedAt: 1000 });
  });
});
