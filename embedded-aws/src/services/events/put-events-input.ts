import { AwsError } from '../../endpoint/aws-error.ts';
import { brokenTextRule, refuseViolations, type TextRule, type Violation } from '../../endpoint/constraints.ts';
import { type JsonObject, listAt, objectsAt, textAt } from '../../json.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MOST_ENTRIES = 10;
const MOST_BYTES = 262_144;

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const TEXTS: Record<string, TextRule> = {
  EventBusName: {
    least: 1,
    most: 1_600,
    pattern: /(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/.\-_A-Za-z0-9]+/,
  },
  TraceHeader: { least: 1, most: 500 },
};

/**
 * Checks what PutEvents refuses as a whole.
 * @throws AwsError named `ValidationException`
 */
export function checkPutEvents(input: JsonObject): void {
  if (input['EndpointId'] !== undefined) {
    throw new AwsError('ValidationException', 'The embedded AWS does not support EndpointId of PutEvents');
  }
  const entries = objectsAt(input, 'Entries');
  refuseViolations([...countViolations(input), ...entries.flatMap(entryViolations)]);
  if (entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) > MOST_BYTES) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
}

function countViolations(input: JsonObject): Violation[] {
  const place = 'entries';
  if (!Array.isArray(input['Entries'])) return [{ value: null, place, constraint: 'Member must not be null' }];
  const { length } = input['Entries'];
  const value = `[${input['Entries'].map(() => 'PutEventsRequestEntry').join(', ')}]`;
  if (length < 1) return [{ value, place, constraint: 'Member must have length greater than or equal to 1' }];
  if (length <= MOST_ENTRIES) return [];
  return [{ value, place, constraint: `Member must have length less than or equal to ${MOST_ENTRIES}` }];
}

function entryViolations(entry: JsonObject, index: number): Violation[] {
  return Object.entries(TEXTS).flatMap(([name, rule]) => {
    const value = textAt(entry, name);
    const constraint = value === undefined ? undefined : brokenTextRule(value, rule);
    if (value === undefined || constraint === undefined) return [];
    return [{ value, place: `entries.${index + 1}.member.${name[0]?.toLowerCase()}${name.slice(1)}`, constraint }];
  });
}

/** How EventBridge counts: the texts of an entry, and 14 bytes for its time. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function sizeOf(entry: JsonObject): number {
  const texts = ['Source', 'DetailType', 'Detail'].map((key) => textAt(entry, key) ?? '');
  const resources = listAt(entry, 'Resources').map(String);
  const bytes = [...texts, ...resources].map((text) => Buffer.byteLength(text));
  return bytes.reduce((sum, size) => sum + size, entry['Time'] === undefined ? 0 : 14);
}
