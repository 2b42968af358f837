import { AwsError } from '../endpoint/aws-error.ts';
import type { Call, Caller, Service } from '../endpoint/service.ts';
import type { EventBuses } from '../events/event-buses.ts';
import type { ConditionContext } from '../iam/conditions.ts';
import { isObject, type JsonObject, listAt, objectsAt, parseJson, textAt } from '../json.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MOST_ENTRIES = 10;
const MOST_BYTES = 262_144;

/** The EventBridge API, as far as producers use it. */
export function createEventsService(buses: EventBuses): Service {
  const arnOf = (entry: JsonObject) => buses.arn(busName(entry));
  return {
    name: 'events',
    actionPrefix: 'events',
    errorStatuses: { InternalException: 500 },
    operations: {
      PutEvents: {
        resources: (input) => objectsAt(input, 'Entries').map(arnOf),
        context: (input, bus) => contextOf(objectsAt(input, 'Entries').filter((entry) => arnOf(entry) === bus)),
        run: (input, call) => putEvents(buses, objectsAt(input, 'Entries'), call),
      },
    },
  };
}

/** Those of the entries for one bus. */
function contextOf(entries: JsonObject[]): ConditionContext {
  const all = (key: string) => entries.flatMap((entry) => textAt(entry, key) ?? []);
  return { 'events:source': all('Source'), 'events:detail-type': all('DetailType') };
}

function putEvents(buses: EventBuses, entries: JsonObject[], { caller, entryError }: Call): JsonObject {
  if (entries.length < 1 || entries.length > MOST_ENTRIES) {
    const limit = `Member must have length less than or equal to ${MOST_ENTRIES} and greater than or equal to 1`;
    throw new AwsError('ValidationException', `Value at 'entries' failed to satisfy constraint: ${limit}`);
  }
  if (entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) > MOST_BYTES) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
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
  const name = busName(entry);
  // Only AWS may put events of its own. Locally, every caller except the functions may play AWS, where AWS puts them.
  const mayPlayAws = caller.kind !== 'function' && name === 'default';
  if (!mayPlayAws && textAt(entry, 'Source')?.startsWith('aws.')) {
    return failed('NotAuthorizedForSourceException', `Not authorized for the source ${textAt(entry, 'Source')}.`);
  }
  if (!buses.has(name)) return failed('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  return { EventId: buses.put(name, entry, detail) };
}

function failed(code: string, message: string): JsonObject {
  return { ErrorCode: code, ErrorMessage: message };
}

/** An entry names its bus by name or ARN. */
function busName(entry: JsonObject): string {
  return /([^/]+)$/.exec(textAt(entry, 'EventBusName') ?? '')?.[1] ?? 'default';
}

/** How EventBridge counts: the texts of an entry, and 14 bytes for its time. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function sizeOf(entry: JsonObject): number {
  const texts = ['Source', 'DetailType', 'Detail'].map((key) => textAt(entry, key) ?? '');
  const resources = listAt(entry, 'Resources').map(String);
  const bytes = [...texts, ...resources].map((text) => Buffer.byteLength(text));
  return bytes.reduce((sum, size) => sum + size, entry['Time'] === undefined ? 0 : 14);
}
