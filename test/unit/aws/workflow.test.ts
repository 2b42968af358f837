import '../environment.ts';

import { InvalidToken, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { wakeExecution } from '../../../functions/aws/workflow.ts';
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
    'is done when the execution waits no longer: $name',
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
