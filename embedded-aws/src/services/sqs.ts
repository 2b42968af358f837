import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Service } from '../endpoint/service.ts';
import { type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { StackAccount } from '../stack-account.ts';

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
  visibleAt: number;
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
    this.#find(queue).messages.push({ id, body, attributes, visibleAt: 0, receipt: '', received: 0 });
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

  /** The address of a queue. */
  url(input: JsonObject): JsonObject {
    return { QueueUrl: this.#find(textAt(input, 'QueueName') ?? '').definition.url };
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
  message.receipt = randomUUID();
  message.received += 1;
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: { ApproximateReceiveCount: String(message.received) },
    MessageAttributes: message.attributes,
  };
}

/** The checksum that SQS clients check. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
