import '../environment.ts';

import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { putStatusEvent } from '../../../functions/aws/event-bus.ts';
import { fakeClient } from './fake-client.ts';

describe('putStatusEvent', () => {
  it('puts the detail on the bus of the stage', async () => {
    const sent = fakeClient(EventBridgeClient, () => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }));
    await putStatusEvent({ requestId: 'cli-1', status: 'APPLIED' });
    expect(sent).toEqual([
      {
        name: 'PutEventsCommand',
        input: {
          Entries: [
            {
              EventBusName: 'alternate-contacts-test',
              Source: 'alternate-contacts',
              DetailType: 'Alternate Contact Change Request Status Changed',
              Detail: '{"requestId":"cli-1","status":"APPLIED"}',
            },
          ],
        },
      },
    ]);
  });

  it('throws StatusEventRefusedError naming the code when the call succeeds and the entry is refused', async () => {
    const entry = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
    fakeClient(EventBridgeClient, () => ({ FailedEntryCount: 1, Entries: [entry] }));
    await expect(putStatusEvent({})).rejects.toMatchObject({
      name: 'StatusEventRefusedError',
      message: 'EventBridge refused the status event: ThrottlingException',
    });
  });

  it('throws the error of EventBridge when the call fails', async () => {
    const error = new Error('down');
    fakeClient(EventBridgeClient, () => {
      throw error;
    });
    await expect(putStatusEvent({})).rejects.toBe(error);
  });
});
