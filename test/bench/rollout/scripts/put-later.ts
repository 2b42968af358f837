import { setTimeout as delay } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';

/** Requests to put at once, others to put later, and in how many milliseconds. */
export interface LaterData {
  requests: ChangeRequest[];
  late: ChangeRequest[];
  eventBusName: string;
  afterMs: number;
}

/**
 * Puts requests at once, and others later.
 * @returns when it put the others, in milliseconds since 1970
 */
export default async function putLater({ requests, late, eventBusName, afterMs }: LaterData): Promise<number> {
  const client = new EventBridgeClient({});
  const put = (request: ChangeRequest) =>
    client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: eventBusName,
            Source: 'alternate-contacts',
            DetailType: 'Alternate Contact Change Requested',
            Detail: JSON.stringify(request),
          },
        ],
      }),
    );
  await Promise.all(requests.map(put));
  await delay(afterMs);
  const putAt = Date.now();
  await Promise.all(late.map(put));
  return putAt;
}
