import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StatusEventRefusedError } from '../domain/errors.ts';
import { environmentVariable } from '../runtime/environment.ts';

const eventBridge = new EventBridgeClient({});
const EventBusName = environmentVariable('EVENT_BUS_NAME');

/** Puts a status event on the bus. @throws StatusEventRefusedError when EventBridge refuses it. */
export async function putStatusEvent(detail: object): Promise<void> {
  const { Entries } = await eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName,
          Source: 'alternate-contacts',
          DetailType: 'Alternate Contact Change Request Status Changed',
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  const refused = Entries?.find(({ ErrorCode }) => ErrorCode);
  if (refused) throw new StatusEventRefusedError(`EventBridge refused the status event: ${refused.ErrorCode}`);
}
