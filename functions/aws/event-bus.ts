import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EventRefusedError } from '../domain/errors.ts';
import type { StatusChange } from '../domain/status-event.ts';
import { ticketComment } from '../domain/ticket-comment.ts';
import { environmentVariable } from '../runtime/environment.ts';

const eventBridge = new EventBridgeClient({});
const EventBusName = environmentVariable('EVENT_BUS_NAME');

/** An event of ours: its detail-type and its detail. */
interface OwnEvent {
  type: string;
  detail: object;
}

/** Puts a request on the bus. @throws EventRefusedError when EventBridge refuses it. */
export async function putRequestEvent(detail: object): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Change Requested', detail }]);
}

/**
 * Puts a status event on the bus, and the comment that its ticket gets.
 * @param reasons why it came to this, in words for people
 * @throws EventRefusedError when EventBridge refuses one of them.
 */
export async function putStatusEvent(change: StatusChange, reasons?: string[]): Promise<void> {
  const comment = ticketComment(change, reasons);
  await putEvents([
    { type: 'Alternate Contact Change Request Status Changed', detail: change },
    ...(comment ? [{ type: 'Alternate Contact Ticket Comment', detail: comment }] : []),
  ]);
}

async function putEvents(events: OwnEvent[]): Promise<void> {
  const entries = events.map(({ type, detail }) => ({
    EventBusName,
    Source: 'alternate-contacts',
    DetailType: type,
    Detail: JSON.stringify(detail),
  }));
  const { Entries } = await eventBridge.send(new PutEventsCommand({ Entries: entries }));
  const refused = Entries?.find(({ ErrorCode }) => ErrorCode);
  if (refused) throw new EventRefusedError(`EventBridge refused an event: ${refused.ErrorCode}`);
}
