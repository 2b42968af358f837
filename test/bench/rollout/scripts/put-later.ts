import { setTimeout as delay } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';

/** A request, and in how many milliseconds to put it. */
export interface LaterData {
  request: ChangeRequest;
  eventBusName: string;
  afterMs: number;
}

/** Puts a request some time later. */
export default async function putLater({ request, eventBusName: EventBusName, afterMs }: LaterData): Promise<number> {
  await delay(afterMs);
  const entry = { EventBusName, Source: 'alternate-contacts', DetailType: 'Alternate Contact Change Requested' };
  const putAt = Date.now();
  await new EventBridgeClient({}).send(
    new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(request) }] }),
  );
  return putAt;
}
