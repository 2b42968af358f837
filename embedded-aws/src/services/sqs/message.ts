import { createHash, randomUUID } from 'node:crypto';
import { currentTime } from '../../clock/clock.ts';
import { type JsonObject, numberAt, objectAt, textAt } from '../../json.ts';

/** A message of a queue. Times are in milliseconds since 1970. */
export interface Message {
  id: string;
  body: string;
  attributes: JsonObject;
  sentAt: number;
  visibleAt: number;
  firstReceivedAt: number;
  /** Of the last one who received it. */
  receipt: string;
  received: number;
}

/** What a caller wants to know about a message besides its body. */
export interface WantedAttributes {
  /** Such as `SentTimestamp`, or `All`. */
  system: string[];
  /** Names, `prefix.*`, `.*` or `All`. */
  custom: string[];
}

/** A message that somebody sends now. */
export function newMessage(body: string, attributes: JsonObject, delaySeconds: number): Message {
  const sentAt = currentTime();
  const visibleAt = sentAt + delaySeconds * 1000;
  return { id: randomUUID(), body, attributes, sentAt, visibleAt, firstReceivedAt: 0, receipt: '', received: 0 };
}

/** A message that was kept as JSON. */
export function readMessage(kept: JsonObject): Message {
  const number = (key: string) => numberAt(kept, key) ?? 0;
  return {
    id: textAt(kept, 'id') ?? '',
    body: textAt(kept, 'body') ?? '',
    attributes: objectAt(kept, 'attributes'),
    sentAt: number('sentAt'),
    visibleAt: number('visibleAt'),
    firstReceivedAt: number('firstReceivedAt'),
    receipt: textAt(kept, 'receipt') ?? '',
    received: number('received'),
  };
}

/** Hides a message from all but the one who receives it now. */
export function hide(message: Message, receipt: string, timeoutSeconds: number): void {
  message.visibleAt = currentTime() + timeoutSeconds * 1000;
  message.firstReceivedAt ||= currentTime();
  message.receipt = receipt;
  message.received += 1;
}

/** What SendMessage answers. */
export function sentMessage({ id, body, attributes }: Message): JsonObject {
  return { MessageId: id, MD5OfMessageBody: md5(body), ...md5Of(attributes) };
}

/** A message as ReceiveMessage shows it. */
export function receivedMessage(message: Message, wanted: WantedAttributes): JsonObject {
  const system = Object.entries({
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.received),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  }).filter(([name]) => wanted.system.includes('All') || wanted.system.includes(name));
  const own = Object.entries(message.attributes).filter(([name]) => wanted.custom.some((each) => matches(each, name)));
  const attributes = Object.fromEntries(own);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(own.length > 0 ? { MessageAttributes: attributes, ...md5Of(attributes) } : {}),
  };
}

function matches(wanted: string, name: string): boolean {
  if (wanted === 'All' || wanted === name) return true;
  return wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2));
}

/** The checksum that SQS clients check. */
function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
function md5Of(attributes: JsonObject): JsonObject {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return {};
  const parts = names.flatMap((name) => {
    const attribute = objectAt(attributes, name);
    const binary = textAt(attribute, 'BinaryValue');
    const value = binary === undefined ? (textAt(attribute, 'StringValue') ?? '') : Buffer.from(binary, 'base64');
    const transport = Buffer.from([binary === undefined ? 1 : 2]);
    return [withLength(name), withLength(textAt(attribute, 'DataType') ?? ''), transport, withLength(value)];
  });
  return { MD5OfMessageAttributes: md5(Buffer.concat(parts)) };
}

function withLength(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
