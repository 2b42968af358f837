import '../environment.ts';

import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import {
  putRequestEvent,
  putStatusEvent,
  putTicketCancellationEvent,
  putTicketRequestEvent,
} from '../../../functions/aws/event-bus.ts';
import type { StatusEvent } from '../../../schemas/compiled/status-event.js';
import type { TicketComment } from '../../../schemas/compiled/ticket-comment.js';
import { REQUEST_ID, REQUESTER, SECURITY, VOTED_AT } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

const change: StatusEvent = {
  requestId: REQUEST_ID,
  status: 'APPLIED',
  previousStatus: 'APPROVED',
  requestedBy: REQUESTER,
  source: { system: 'cli' },
  occurredAt: VOTED_AT,
  changes: [{ ...SECURITY, status: 'APPLIED' }],
};
const ofTicket: StatusEvent = { ...change, source: { system: 'jira', reference: 'OPS-42' } };
const comment: TicketComment = {
  request: { requestId: REQUEST_ID, status: 'APPLIED' },
  source: { system: 'jira', reference: 'OPS-42' },
  ticket: ['OPS-42'],
  text: 'The contact was changed.',
};
const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
const accepted = { EventId: '1' };

/** An entry as it goes onto the bus of the stage. */
const entry = (DetailType: string, detail: unknown, Source = 'alternate-contacts') => ({
  EventBusName: 'alternate-contacts-test',
  Source,
  DetailType,
  Detail: JSON.stringify(detail),
});
const statusEntry = (detail: StatusEvent) => entry('Alternate Contact Change Request Status Changed', detail);

/** The entries of each call of PutEvents that was made with this answer. */
function answering(...Entries: object[]) {
  const FailedEntryCount = Entries.filter((one) => 'ErrorCode' in one).length;
  return fakeClient(EventBridgeClient, () => ({ FailedEntryCount, Entries }));
}

describe('putStatusEvent', () => {
  it('puts the detail on the bus of the stage', async () => {
    const sent = answering(accepted);
    await putStatusEvent(change);
    expect(sent).toEqual([{ name: 'PutEventsCommand', input: { Entries: [statusEntry(change)] } }]);
  });

  it('puts the comment in the same call when there is one', async () => {
    const sent = answering(accepted, accepted);
    await putStatusEvent(ofTicket, comment);
    expect(sent).toEqual([
      {
        name: 'PutEventsCommand',
        input: { Entries: [statusEntry(ofTicket), entry('Alternate Contact Ticket Comment', comment)] },
      },
    ]);
  });

  it('puts no comment when there is none', async () => {
    const sent = answering(accepted);
    const received: StatusEvent = { ...ofTicket, status: 'RECEIVED' };
    await putStatusEvent(received);
    expect(sent).toEqual([{ name: 'PutEventsCommand', input: { Entries: [statusEntry(received)] } }]);
  });

  it.each([
    { which: 'the status event', entries: [refused, accepted] },
    { which: 'the comment', entries: [accepted, refused] },
  ])('throws EventRefusedError naming the code when the call succeeds and $which is refused', async ({ entries }) => {
    answering(...entries);
    await expect(putStatusEvent(ofTicket, comment)).rejects.toMatchObject({
      name: 'EventRefusedError',
      message: 'EventBridge refused an event: ThrottlingException',
    });
  });

  it('throws the error of EventBridge when the call fails', async () => {
    const error = new Error('down');
    fakeClient(EventBridgeClient, () => {
      throw error;
    });
    await expect(putStatusEvent(change)).rejects.toBe(error);
  });
});

describe('putRequestEvent', () => {
  it('puts the request on the bus of the stage', async () => {
    const sent = answering(accepted);
    await putRequestEvent({ requestId: REQUEST_ID });
    expect(sent).toEqual([
      {
        name: 'PutEventsCommand',
        input: { Entries: [entry('Alternate Contact Change Requested', { requestId: REQUEST_ID })] },
      },
    ]);
  });

  it('throws EventRefusedError when the call succeeds and the request is refused', async () => {
    answering(refused);
    await expect(putRequestEvent({})).rejects.toMatchObject({ name: 'EventRefusedError' });
  });
});

describe('what a ticket asks for', () => {
  const cancellation = { source: { system: 'jira', reference: 'OPS-42' }, takenBackAt: VOTED_AT };

  it.each([
    {
      type: 'Alternate Contact Change Requested',
      detail: { requestId: REQUEST_ID },
      put: () => putTicketRequestEvent({ requestId: REQUEST_ID }),
    },
    {
      type: 'Alternate Contact Change Cancellation Requested',
      detail: cancellation,
      put: () => putTicketCancellationEvent(cancellation),
    },
  ])('is put under a source of its own: $type', async ({ type, detail, put }) => {
    const sent = answering(accepted);
    await put();
    expect(sent).toEqual([
      { name: 'PutEventsCommand', input: { Entries: [entry(type, detail, 'alternate-contacts.webhooks')] } },
    ]);
  });
});
