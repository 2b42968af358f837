import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Service } from '../endpoint/service.ts';
import { type JsonObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../json.ts';
import type { StackAccount } from '../stack-account.ts';
import { answerEntries, readTimeout } from './message-visibility.ts';

/** A queue as the template declares it. */
export interface QueueDefinition {
  name: string;
  url: string;
  arn: string;
  visibilityTimeoutSeconds: number;
}

interface Message {
  id: string;
  body: string;
  attributes: JsonObject;
  /** In milliseconds since 1970, like the others. */
  sentAt: number;
  visibleAt: number;
  firstReceivedAt: number;
  receipt: string;
  received: number;
}

/** How often a waiting ReceiveMessage polls the queue. */
const POLL_MS = 50;
const MOST_MESSAGES = 10;

/** The queues of the stack, in memory. */
export class Queues {
  readonly #queues = new Map<string, { definition: QueueDefinition; messages: Message[] }>();

  constructor(definitions: QueueDefinition[]) {
    for (const definition of definitions) this.#queues.set(definition.name, { definition, messages: [] });
  }

  /** Puts a message into a queue, named by its URL, ARN or name. */
  send(queue: string, body: string, attributes: JsonObject = {}): JsonObject {
    const id = randomUUID();
    const unseen = { visibleAt: 0, firstReceivedAt: 0, receipt: '', received: 0 };
    this.#find(queue).messages.push({ id, body, attributes, sentAt: Date.now(), ...unseen });
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  /** Returns messages, and hides them for the visibility timeout. */
  async receive(input: JsonObject): Promise<JsonObject> {
    const { definition, messages } = this.#find(textAt(input, 'QueueUrl') ?? '');
    const timeout = numberAt(input, 'VisibilityTimeout') ?? definition.visibilityTimeoutSeconds;
    const deadline = Date.now() + (numberAt(input, 'WaitTimeSeconds') ?? 0) * 1000;
    const most = Math.min(numberAt(input, 'MaxNumberOfMessages') ?? 1, MOST_MESSAGES);
    for (;;) {
      const visible = messages.filter(({ visibleAt }) => visibleAt <= Date.now()).slice(0, most);
      if (visible.length > 0) return { Messages: visible.map((message) => hide(message, timeout)) };
      if (Date.now() >= deadline) return {};
      await delay(POLL_MS);
    }
  }

  /** Deletes a received message. */
  delete(input: JsonObject): JsonObject {
    const queue = this.#find(textAt(input, 'QueueUrl') ?? '');
    const index = queue.messages.findIndex(({ receipt }) => receipt !== '' && receipt === input['ReceiptHandle']);
    if (index < 0) throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 404);
    queue.messages.splice(index, 1);
    return {};
  }

  /** Hides a received message for another time from now on; 0 shows it to others at once. */
  changeVisibility(input: JsonObject): JsonObject {
    const message = this.#received(input);
    message.visibleAt = Date.now() + readTimeout(input) * 1000;
    return {};
  }

  /** The same for several; those that fail are in the answer. */
  changeVisibilities(input: JsonObject): JsonObject {
    const QueueUrl = textAt(input, 'QueueUrl');
    return answerEntries(objectsAt(input, 'Entries'), (entry) => this.changeVisibility({ ...entry, QueueUrl }));
  }

  /** How many messages the queue holds: those that anybody gets, and those that somebody has received. */
  attributes(input: JsonObject): JsonObject {
    const { messages, definition } = this.#find(textAt(input, 'QueueUrl') ?? '');
    const visible = messages.filter(({ visibleAt }) => visibleAt <= Date.now()).length;
    const known: Record<string, string> = {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(messages.length - visible),
      ApproximateNumberOfMessagesDelayed: '0',
      QueueArn: definition.arn,
      VisibilityTimeout: String(definition.visibilityTimeoutSeconds),
    };
    const asked = listAt(input, 'AttributeNames').map(String);
    const wanted = asked.includes('All') ? Object.keys(known) : asked;
    const unknown = wanted.find((name) => !(name in known));
    if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    return { Attributes: Object.fromEntries(wanted.map((name) => [name, known[name]])) };
  }

  /** The address of a queue. */
  url(input: JsonObject): JsonObject {
    return { QueueUrl: this.#find(textAt(input, 'QueueName') ?? '').definition.url };
  }

  /** @throws AwsError when nobody has received a message with this receipt handle, or it is visible again */
  #received(input: JsonObject): Message {
    const { messages } = this.#find(textAt(input, 'QueueUrl') ?? '');
    const found = messages.find(({ receipt }) => receipt !== '' && receipt === input['ReceiptHandle']);
    if (!found) throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 404);
    if (found.visibleAt > Date.now()) return found;
    throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
  }

  #find(queue: string) {
    const found = this.#queues.get(queueName(queue));
    if (found) return found;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', 400);
  }
}

/** The SQS API, as far as dead-letter queues need it. */
export function createSqsService(queues: Queues, account: StackAccount): Service {
  const resources = (input: JsonObject) => [
    account.arn('sqs', queueName(textAt(input, 'QueueUrl') ?? textAt(input, 'QueueName') ?? '')),
  ];
  return {
    name: 'sqs',
    actionPrefix: 'sqs',
    errorStatuses: {},
    operations: {
      SendMessage: {
        resources,
        run: (input) =>
          queues.send(
            textAt(input, 'QueueUrl') ?? '',
            textAt(input, 'MessageBody') ?? '',
            objectAt(input, 'MessageAttributes'),
          ),
      },
      ReceiveMessage: { resources, run: (input) => queues.receive(input) },
      DeleteMessage: { resources, run: (input) => queues.delete(input) },
      ChangeMessageVisibility: { resources, run: (input) => queues.changeVisibility(input) },
      ChangeMessageVisibilityBatch: {
        action: 'ChangeMessageVisibility',
        resources,
        run: (input) => queues.changeVisibilities(input),
      },
      GetQueueAttributes: { resources, run: (input) => queues.attributes(input) },
      GetQueueUrl: { resources, run: (input) => queues.url(input) },
    },
  };
}

/** The last part of a queue's URL or ARN. */
function queueName(queue: string): string {
  return /([^/:]+)$/.exec(queue)?.[1] ?? '';
}

function hide(message: Message, timeoutSeconds: number): JsonObject {
  message.visibleAt = Date.now() + timeoutSeconds * 1000;
  message.firstReceivedAt ||= Date.now();
  message.receipt = randomUUID();
  message.received += 1;
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: {
      ApproximateReceiveCount: String(message.received),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      SentTimestamp: String(message.sentAt),
    },
    MessageAttributes: message.attributes,
  };
}

/** The checksum that SQS clients check. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
