import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { RefusedError } from '../errors.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Puts events with the source `alternate-contacts` on the service's event bus. */
export interface EventBus {
  /** @throws RefusedError when EventBridge accepted the call but not the event. */
  putEvent(detailType: string, detail: object): Promise<void>;
}

export function connectEventBus({ client, serviceName }: Settings): EventBus {
  const eventBridge = new EventBridgeClient(client);
  return {
    async putEvent(detailType, detail) {
      const entry = {
        EventBusName: serviceName,
        Source: 'alternate-contacts',
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      };
      const { FailedEntryCount, Entries } = await call('events:PutEvents', () =>
        eventBridge.send(new PutEventsCommand({ Entries: [entry] })),
      );
      if (!FailedEntryCount) return;
      const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
      throw new RefusedError(
        `EventBridge did not accept the event: ${ErrorCode ?? 'no reason given'} ${ErrorMessage ?? ''}`,
      );
    },
  };
}
