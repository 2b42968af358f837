import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { AwsCallError, RefusedError } from '../errors.ts';
import { call } from './call.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';

/** A message as SQS hands it over. */
export interface QueueMessage {
  id: string;
  body: string;
  /** The attributes that its sender gave it. */
  attributes: Record<string, string>;
  sentAt: Date;
  /** How often somebody has received it. */
  received: number;
  /** Names this receipt of the message, for holding and deleting it. */
  receipt: string;
}

/** A queue of dead letters. SQS has no way to read a message by its id: whoever wants one receives until it comes. */
export interface DeadLetterQueue {
  /** About how many messages the queue holds, those included that somebody is reading. */
  count(): Promise<number>;
  /**
   * Does something with the messages that SQS shows: all, or those that have come by the time that the wanted ones have. They are
   * hidden from others meanwhile, and shown again afterwards.
   */
  read<Result>(work: (messages: QueueMessage[]) => Promise<Result>, wanted?: string[]): Promise<Result>;
  /** Hides a received message for two more minutes; `false` if somebody else has received or deleted it since. */
  hold(receipt: string): Promise<boolean>;
  delete(receipt: string): Promise<void>;
}

/** Hidden for long enough to read the queue, and for no longer than somebody waits who is kept from it. */
const HIDDEN_SECONDS = 120;
const AT_ONCE = 10;
/** More than zero makes SQS ask all of its servers. */
const WAIT_SECONDS = 1;
const MOST_MESSAGES = 1000;

/** The errors by which SQS says that a receipt is worth nothing any more. */
const LOST_RECEIPT = new Set(['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue']);
const NO_QUEUE = new Set(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']);

export function connectQueue({ client }: Pick<Settings, 'client'>, QueueName: string): DeadLetterQueue {
  // A queue is reached where everything else is, whatever host its URL names.
  const sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
  const url = once(() => findQueue(sqs, QueueName));
  return {
    async count() {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const command = new GetQueueAttributesCommand({ QueueUrl: await url(), AttributeNames: [...AttributeNames] });
      const { Attributes = {} } = await call('sqs:GetQueueAttributes', () => sqs.send(command));
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },

    async read(work, wanted) {
      const QueueUrl = await url();
      const messages = new Map<string, QueueMessage>();
      try {
        await receive(sqs, QueueUrl, { messages, wanted });
        return await work([...messages.values()]);
      } finally {
        await giveBack(sqs, QueueUrl, [...messages.values()]);
      }
    },

    async hold(ReceiptHandle) {
      const held = { QueueUrl: await url(), ReceiptHandle, VisibilityTimeout: HIDDEN_SECONDS };
      try {
        await call('sqs:ChangeMessageVisibility', () => sqs.send(new ChangeMessageVisibilityCommand(held)));
        return true;
      } catch (error) {
        if (isCausedBy(error, LOST_RECEIPT)) return false;
        throw error;
      }
    },

    async delete(ReceiptHandle) {
      const command = new DeleteMessageCommand({ QueueUrl: await url(), ReceiptHandle });
      await call('sqs:DeleteMessage', () => sqs.send(command));
    },
  };
}

async function findQueue(sqs: SQSClient, QueueName: string): Promise<string> {
  try {
    const { QueueUrl = '' } = await call('sqs:GetQueueUrl', () => sqs.send(new GetQueueUrlCommand({ QueueName })));
    return QueueUrl;
  } catch (error) {
    if (!isCausedBy(error, NO_QUEUE)) throw error;
    throw new RefusedError(
      `there is no queue ${QueueName} in this account and region: choose others with --stage, AWS_PROFILE and AWS_REGION`,
    );
  }
}

/** Collects the messages by their ids: one that comes again has another receipt. */
async function receive(
  sqs: SQSClient,
  QueueUrl: string,
  { messages, wanted }: { messages: Map<string, QueueMessage>; wanted: string[] | undefined },
): Promise<void> {
  for (let isMore = true; isMore && messages.size < MOST_MESSAGES; ) {
    const some = await receiveSome(sqs, QueueUrl);
    const hasNew = some.some(({ id }) => !messages.has(id));
    for (const message of some) messages.set(message.id, message);
    isMore = hasNew && !wanted?.every((id) => messages.has(id));
  }
}

async function receiveSome(sqs: SQSClient, QueueUrl: string): Promise<QueueMessage[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: AT_ONCE,
    VisibilityTimeout: HIDDEN_SECONDS,
    WaitTimeSeconds: WAIT_SECONDS,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
  });
  const { Messages = [] } = await call('sqs:ReceiveMessage', () => sqs.send(command));
  return Messages.map(readMessage);
}

function readMessage(message: Message): QueueMessage {
  const { MessageId = '', Body = '', ReceiptHandle = '', Attributes = {}, MessageAttributes = {} } = message;
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
  return {
    id: MessageId,
    body: Body,
    attributes: Object.fromEntries(attributes),
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)),
    received: Number(Attributes.ApproximateReceiveCount ?? 1),
    receipt: ReceiptHandle,
  };
}

/** Those that were deleted meanwhile fail, which makes no difference; any other is shown again later all the same. */
async function giveBack(sqs: SQSClient, QueueUrl: string, messages: QueueMessage[]): Promise<void> {
  for (let first = 0; first < messages.length; first += AT_ONCE) {
    const Entries = messages
      .slice(first, first + AT_ONCE)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => {});
  }
}

function isCausedBy(error: unknown, names: ReadonlySet<string>): boolean {
  return error instanceof AwsCallError && error.cause instanceof Error && names.has(error.cause.name);
}
