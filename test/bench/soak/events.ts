import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { patiently } from './patiently.ts';
import type { World } from './world.ts';

/** Puts an event of the service on its bus. */
export async function putEvent({ bus, stack }: World, detailType: string, detail: object): Promise<void> {
  const { eventBusName } = stack.current.health;
  await put(
    { bus },
    {
      EventBusName: eventBusName,
      Source: 'alternate-contacts',
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    },
  );
}

/** Puts an event of AWS on the default bus, and returns its id. */
export async function putAwsEvent(world: World, source: string, detailType: string, detail: object): Promise<string> {
  return put(world, { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) });
}

interface Entry {
  EventBusName?: string;
  Source: string;
  DetailType: string;
  Detail: string;
}

async function put({ bus }: Pick<World, 'bus'>, entry: Entry): Promise<string> {
  return patiently('PutEvents', async () => {
    const { Entries = [] } = await bus.send(new PutEventsCommand({ Entries: [entry] }));
    const [{ EventId, ErrorCode = 'no answer' } = {}] = Entries;
    if (EventId === undefined) throw new Error(ErrorCode);
    return EventId;
  });
}
