import { currentTime, sleep } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import { pageOf } from '../../endpoint/paging.ts';
import { type JsonObject, listAt, objectAt, textAt } from '../../json.ts';
import { MESSAGE_ATTRIBUTES, QUEUE_ATTRIBUTES, readNames, readNumber } from './input.ts';
import { hide, type Message, newMessage, readMessage, receivedMessage, sentMessage } from './message.ts';
import { checkMessage, invalid, missing } from './message-input.ts';
import { checkReceipt, newReceipt } from './receipt.ts';

/** A queue as the template declares it. */
export interface QueueDefinition {
  name: string;
  url: string;
  arn: string;
  visibilityTimeoutSeconds: number;
}

/** A queue with what is in it. */
interface Queue {
  definition: QueueDefinition;
  messages: Message[];
}

/** How often a waiting ReceiveMessage polls the queue. */
const POLL_MS = 50;
/** How many queues ListQueues shows at a time. */
const PAGE_SIZE = 1_000;

/** The queues of the stack, in memory. */
export class Queues {
  readonly #queues: Queue[];
  readonly #startedAt = Math.floor(currentTime() / 1000);

  /** Every message, by its id. */
  readonly #kept: Map<string, JsonObject>;

  /** @param kept the messages of an earlier run */
  constructor(definitions: QueueDefinition[], kept = new Map<string, JsonObject>()) {
    const earlier = [...kept.values()];
    this.#kept = kept;
    this.#queues = definitions.map((definition) => {
      const own = earlier.filter(({ queue }) => queue === definition.name);
      return { definition, messages: own.map((record) => readMessage(objectAt(record, 'message'))) };
    });
  }

  /**
   * Puts a message into a queue, named by its URL or ARN.
   * @throws AwsError as SendMessage does
   */
  send(queue: string, body: string, attributes: JsonObject = {}, delaySeconds = 0): JsonObject {
    const { definition, messages } = this.#find(queue);
    checkMessage(body, attributes);
    const message = newMessage(body, attributes, delaySeconds);
    messages.push(message);
    this.#keep(definition, message);
    return sentMessage(message);
  }

  /** SendMessage, for one entry of a batch too. */
  sendMessage(queue: string, input: JsonObject): JsonObject {
    const unsupported = ['MessageDeduplicationId', 'MessageGroupId'].find((key) => input[key] !== undefined);
    if (unsupported !== undefined) throw invalid(`The embedded AWS does not support ${unsupported} of a message`);
    const body = textAt(input, 'MessageBody') ?? '';
    return this.send(queue, body, objectAt(input, 'MessageAttributes'), readNumber(input, 'DelaySeconds', 0));
  }

  /** Returns messages, and hides them for the visibility timeout. */
  async receive(input: JsonObject): Promise<JsonObject> {
    const { definition, messages } = this.#find(queueUrl(input));
    const timeout = readNumber(input, 'VisibilityTimeout', definition.visibilityTimeoutSeconds);
    const deadline = currentTime() + readNumber(input, 'WaitTimeSeconds', 0) * 1000;
    const most = readNumber(input, 'MaxNumberOfMessages', 1);
    const names = ['AttributeNames', 'MessageSystemAttributeNames'];
    const system = names.flatMap((key) => readNames(input, key, MESSAGE_ATTRIBUTES));
    const custom = listAt(input, 'MessageAttributeNames').map(String);
    for (;;) {
      const visible = messages.filter(isVisible).slice(0, most);
      for (const message of visible) {
        hide(message, newReceipt(definition.name), timeout);
        this.#keep(definition, message);
      }
      if (visible.length > 0) return { Messages: visible.map((each) => receivedMessage(each, { system, custom })) };
      if (currentTime() >= deadline) return {};
      await sleep(POLL_MS);
    }
  }

  /** Deletes a received message. As on AWS, one that is no longer there, or that somebody else has, is no error. */
  delete(queue: string, { ReceiptHandle }: JsonObject): JsonObject {
    const { definition, messages } = this.#find(queue);
    checkReceipt(definition.name, ReceiptHandle);
    const index = messages.findIndex(({ receipt }) => receipt === ReceiptHandle);
    const [deleted] = index >= 0 ? messages.splice(index, 1) : [];
    if (deleted) this.#kept.delete(deleted.id);
    return {};
  }

  /** Hides a received message for another time from now on; 0 shows it to others at once. */
  changeVisibility(queue: string, input: JsonObject): JsonObject {
    const { definition, messages } = this.#find(queue);
    if (input['VisibilityTimeout'] === undefined) throw missing('VisibilityTimeout');
    const seconds = readNumber(input, 'VisibilityTimeout', 0);
    checkReceipt(definition.name, input['ReceiptHandle']);
    const message = messages.find(({ receipt }) => receipt === input['ReceiptHandle']);
    if (!message) {
      const reason = 'Message does not exist or is not available for visibility timeout change.';
      throw invalid(`Value ${input['ReceiptHandle']} for parameter ReceiptHandle is invalid. Reason: ${reason}`);
    }
    if (isVisible(message)) throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
    message.visibleAt = currentTime() + seconds * 1000;
    this.#keep(definition, message);
    return {};
  }

  /** What the queue is like, and how many messages it holds: those that anybody gets, and those that somebody has. */
  attributes(input: JsonObject): JsonObject {
    const asked = readNames(input, 'AttributeNames', QUEUE_ATTRIBUTES);
    const known = Object.entries(this.#describe(this.#find(queueUrl(input))));
    const wanted = known.filter(([name]) => asked.includes('All') || asked.includes(name));
    return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
  }

  /** The address of a queue. */
  url(input: JsonObject): JsonObject {
    const name = textAt(input, 'QueueName');
    if (name === undefined) throw missing('QueueName');
    const found = this.#queues.find(({ definition }) => definition.name === name);
    const owner = textAt(input, 'QueueOwnerAWSAccountId');
    if (found && (owner === undefined || accountOf(found.definition.arn) === owner)) {
      return { QueueUrl: found.definition.url };
    }
    throw notThere();
  }

  /** The addresses of all queues, or of those whose name begins with a text. */
  list(input: JsonObject): JsonObject {
    const prefix = textAt(input, 'QueueNamePrefix') ?? '';
    const named = this.#queues.filter(({ definition }) => definition.name.startsWith(prefix));
    const urls = named.map(({ definition }) => definition.url);
    const size = readNumber(input, 'MaxResults', PAGE_SIZE);
    const { items, nextToken } = pageOf(urls, size, textAt(input, 'NextToken'), 'InvalidParameterValue');
    return {
      ...(items.length > 0 ? { QueueUrls: items } : {}),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  }

  #keep({ name: queue }: QueueDefinition, message: Message): void {
    this.#kept.set(message.id, { queue, message: { ...message } });
  }

  #describe({ definition, messages }: Queue): Record<string, string> {
    const now = currentTime();
    const hidden = messages.filter((message) => !isVisible(message));
    const delayed = hidden.filter(({ received }) => received === 0).length;
    const numbers = {
      ApproximateNumberOfMessages: messages.filter(({ visibleAt }) => visibleAt <= now).length,
      ApproximateNumberOfMessagesNotVisible: hidden.length - delayed,
      ApproximateNumberOfMessagesDelayed: delayed,
      CreatedTimestamp: this.#startedAt,
      LastModifiedTimestamp: this.#startedAt,
      VisibilityTimeout: definition.visibilityTimeoutSeconds,
      DelaySeconds: 0,
      ReceiveMessageWaitTimeSeconds: 0,
    };
    const texts = Object.entries(numbers).map(([name, value]) => [name, String(value)]);
    return { ...Object.fromEntries(texts), QueueArn: definition.arn };
  }

  /** The host of a URL may be another name of this machine. */
  #find(queue: string): Queue {
    const path = queue.startsWith('arn:') ? queue : new URL(queue, 'http://localhost').pathname;
    const found = this.#queues.find(({ definition: { arn, url } }) => [arn, new URL(url).pathname].includes(path));
    if (found) return found;
    throw notThere();
  }
}

/**
 * The queue that a call is about.
 * @throws AwsError named `MissingParameter`
 */
export function queueUrl(input: JsonObject): string {
  const url = textAt(input, 'QueueUrl');
  if (url) return url;
  throw missing('QueueUrl');
}

function notThere(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function accountOf(arn: string): string | undefined {
  return arn.split(':')[4];
}

function isVisible({ visibleAt }: Message): boolean {
  return visibleAt <= currentTime();
}
