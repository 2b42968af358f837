import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, objectAt, textAt } from '../../json.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_BYTES = 1_048_576;
const MOST_ATTRIBUTES = 10;

const ALLOWED = '#x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF]';
const REFUSED_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const VALUES: Record<string, string> = { String: 'StringValue', Number: 'StringValue', Binary: 'BinaryValue' };

/**
 * Checks a message before it is sent.
 * @throws AwsError as SQS does
 */
export function checkMessage(body: string, attributes: JsonObject): void {
  if (body === '') throw missing('MessageBody');
  const refused = REFUSED_CHARACTER.exec(body)?.[0].codePointAt(0);
  if (refused !== undefined) {
    const what = `Invalid binary character '#x${refused.toString(16).toUpperCase()}' was found in the message body`;
    throw new AwsError('InvalidMessageContents', `${what}, the set of allowed characters is ${ALLOWED}`);
  }
  const names = Object.keys(attributes);
  if (names.length > MOST_ATTRIBUTES) {
    throw invalid(`Number of message attributes [${names.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`);
  }
  for (const name of names) checkAttribute(name, objectAt(attributes, name));
  if (sizeOf(body, attributes) > MOST_BYTES) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${MOST_BYTES} bytes.`);
  }
}

/** A parameter that a call lacks. */
export function missing(parameter: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`);
}

/** A parameter with a value that SQS refuses. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

function checkAttribute(name: string, attribute: JsonObject): void {
  const type = textAt(attribute, 'DataType') ?? '';
  const key = VALUES[type.split('.')[0] ?? ''];
  if (key === undefined) {
    const supported = 'the set of supported type prefixes is Binary, Number, and String.';
    throw invalid(`The message attribute '${name}' has an invalid message attribute type, ${supported}`);
  }
  if (textAt(attribute, key)) return;
  throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
}

function sizeOf(body: string, attributes: JsonObject): number {
  const parts = Object.keys(attributes).flatMap((name) => {
    const attribute = objectAt(attributes, name);
    return [name, ...['DataType', 'StringValue', 'BinaryValue'].map((key) => textAt(attribute, key) ?? '')];
  });
  return [body, ...parts].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}
