import { randomUUID } from 'node:crypto';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call, Caller, Service } from '../../endpoint/service.ts';
import type { EventBuses } from '../../events/event-buses.ts';
import type { ConditionContext } from '../../iam/conditions.ts';
import { isObject, type JsonObject, objectsAt, parseJson, textAt } from '../../json.ts';
import { busName } from '../../template/resource-kinds.ts';
import { checkPutEvents } from './put-events-input.ts';

/** The EventBridge API, as far as producers use it. */
export function createEventsService(buses: EventBuses): Service {
  const arnOf = (entry: JsonObject) => busArn(buses, entry);
  return {
    name: 'events',
    actionPrefix: 'events',
    errorStatuses: { InternalException: 500 },
    operations: {
      PutEvents: {
        resources: (input) => objectsAt(input, 'Entries').map(arnOf),
        context: (input, bus) => contextOf(objectsAt(input, 'Entries').filter((entry) => arnOf(entry) === bus)),
        run: (input, call) => {
          checkPutEvents(input);
          const entries = objectsAt(input, 'Entries');
          for (const entry of entries) checkOwnBus(buses, arnOf(entry), call.caller);
          return putEvents(buses, entries, call);
        },
      },
    },
  };
}

/** Those of the entries for one bus. */
function contextOf(entries: JsonObject[]): ConditionContext {
  const all = (key: string) => entries.flatMap((entry) => textAt(entry, key) ?? []);
  return { 'events:source': all('Source'), 'events:detail-type': all('DetailType') };
}

/** Nobody has given the stack's account a bus elsewhere. */
function checkOwnBus(buses: EventBuses, arn: string, { arn: caller }: Caller): void {
  const own = buses.arn('default').replace(/[^/]+$/, '');
  if (arn.startsWith(own)) return;
  if (regionOf(arn) !== regionOf(own)) {
    throw new AwsError('ValidationException', 'Cross-region API call is not allowed.');
  }
  const denied = `User: ${caller} is not authorized to perform: events:PutEvents on resource: ${arn}`;
  const reason = 'because no resource-based policy allows the events:PutEvents action';
  throw new AwsError('AccessDeniedException', `${denied} ${reason}`);
}

/** The partition and the region of an ARN. */
function regionOf(arn: string): string {
  return arn.split(':').slice(0, 4).join(':');
}

function putEvents(buses: EventBuses, entries: JsonObject[], { caller, entryError }: Call): JsonObject {
  const results = entries.map((entry, index) =>
    entryError && index === 0 ? failed(entryError, `${entryError} was injected`) : putEntry(buses, entry, caller),
  );
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEntry(buses: EventBuses, entry: JsonObject, caller: Caller): JsonObject {
  const missing = ['Source', 'DetailType', 'Detail'].find((key) => !textAt(entry, key));
  if (missing)
    return failed('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  const detail = parseJson(textAt(entry, 'Detail') ?? '')?.value;
  if (!isObject(detail)) return failed('MalformedDetail', 'Detail is malformed.');
  const name = busName(textAt(entry, 'EventBusName') ?? '');
  // Only AWS may put events of its own. Locally, every caller except the functions may play AWS, where AWS puts them.
  const mayPlayAws = caller.kind !== 'function' && name === 'default';
  if (!mayPlayAws && textAt(entry, 'Source')?.startsWith('aws.')) {
    return failed('NotAuthorizedForSourceException', `Not authorized for the source ${textAt(entry, 'Source')}.`);
  }
  if (buses.has(name)) return { EventId: buses.put(name, entry, detail) };
  console.error(`There is no event bus ${name}: as on AWS, its event is taken and dropped`);
  return { EventId: randomUUID() };
}

function failed(code: string, message: string): JsonObject {
  return { ErrorCode: code, ErrorMessage: message };
}

/** The ARN of an entry's bus, which it names by name or ARN. */
function busArn(buses: EventBuses, entry: JsonObject): string {
  const given = textAt(entry, 'EventBusName') ?? '';
  return given.startsWith('arn:') ? given : buses.arn(busName(given));
}
