import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AuditEvent } from '../../schemas/compiled/audit-event.js';
import type { DriftEvent } from '../../schemas/compiled/drift-event.js';
import type { StatusEvent } from '../../schemas/compiled/status-event.js';
import type { SweepEvent } from '../../schemas/compiled/sweep-event.js';
import type { TicketCancellation } from '../../schemas/compiled/ticket-cancellation.js';
import type { TicketComment } from '../../schemas/compiled/ticket-comment.js';
import { EventRefusedError } from '../domain/errors.ts';
import type { Finding } from '../domain/organization/finding.ts';
import { EVENT_SOURCE, TICKET_EVENT_SOURCE, WORKFLOW_EVENT_SOURCE } from '../domain/request/event-source.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';

const eventBridge = namingFaults(new EventBridgeClient({}));
const EventBusName = environmentVariable('EVENT_BUS_NAME');

interface OwnEvent {
  /** The detail-type. */
  type: string;
  detail: object;
}

/** Puts a request of somebody who signs on the bus. @throws EventRefusedError when EventBridge refuses it. */
export async function putRequestEvent(detail: object): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Change Requested', detail }]);
}

/** Puts the request of a ticket on the bus. @throws EventRefusedError when EventBridge refuses it. */
export async function putTicketRequestEvent(detail: object): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Change Requested', detail }], TICKET_EVENT_SOURCE);
}

/** Puts the event by which a ticket takes back what it has requested. @throws EventRefusedError when EventBridge refuses it. */
export async function putTicketCancellationEvent(detail: TicketCancellation): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Change Cancellation Requested', detail }], TICKET_EVENT_SOURCE);
}

/**
 * Puts a status event on the bus and, in the same call, the comment for its ticket.
 * @throws EventRefusedError when EventBridge refuses one of them.
 */
export async function putStatusEvent(change: StatusEvent, comment?: TicketComment): Promise<void> {
  await putEvents([
    { type: 'Alternate Contact Change Request Status Changed', detail: change },
    ...(comment ? [{ type: 'Alternate Contact Ticket Comment', detail: comment }] : []),
  ]);
}

/** Puts a comment for a ticket on the bus, if there is one. @throws EventRefusedError when EventBridge refuses it. */
export async function putTicketComment(comment: TicketComment | undefined): Promise<void> {
  if (comment) await putEvents([{ type: 'Alternate Contact Ticket Comment', detail: comment }]);
}

/** Tells of a contact that somebody else has changed. @throws EventRefusedError when EventBridge refuses it. */
export async function putDrift(detail: DriftEvent): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Drift Detected', detail }]);
}

/** Tells that a sweep has ended. @throws EventRefusedError when EventBridge refuses it. */
export async function putSweepEnd(detail: SweepEvent): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Sweep Ended', detail }]);
}

/** Asks the workflow for a request about what was found. @throws EventRefusedError when EventBridge refuses it. */
export async function putFinding(finding: Finding): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Baseline Due', detail: finding }], WORKFLOW_EVENT_SOURCE);
}

/** Puts an audit event on the bus. @throws EventRefusedError when EventBridge refuses it. */
export async function putAuditEvent(detail: AuditEvent): Promise<void> {
  await putEvents([{ type: 'Alternate Contact Audit Recorded', detail }]);
}

async function putEvents(events: OwnEvent[], Source = EVENT_SOURCE): Promise<void> {
  const entries = events.map(({ type, detail }) => ({
    EventBusName,
    Source,
    DetailType: type,
    Detail: JSON.stringify(detail),
  }));
  const { Entries } = await eventBridge.send(new PutEventsCommand({ Entries: entries }));
  const refused = Entries?.find(({ ErrorCode }) => ErrorCode);
  if (refused) throw new EventRefusedError(`EventBridge refused an event: ${refused.ErrorCode}`);
}
