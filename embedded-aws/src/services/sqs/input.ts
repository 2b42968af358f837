import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, listAt } from '../../json.ts';
import { invalid } from './message-input.ts';

/** The numbers that calls may give. */
interface NumberRule {
  least: number;
  most: number;
  /** How SQS says it. */
  reason: string;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const NUMBERS = {
  MaxNumberOfMessages: { least: 1, most: 10, reason: 'Must be between 1 and 10, if provided.' },
  WaitTimeSeconds: { least: 0, most: 20, reason: 'Must be >= 0 and <= 20, if provided.' },
  VisibilityTimeout: { least: 0, most: 43_200, reason: 'Must be >= 0 and <= 43200, if provided.' },
  DelaySeconds: { least: 0, most: 900, reason: 'DelaySeconds must be >= 0 and <= 900.' },
  MaxResults: { least: 1, most: 1_000, reason: 'MaxResults must be an integer between 1 and 1000.' },
} satisfies Record<string, NumberRule>;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const QUEUE_ATTRIBUTES = [
  'Policy',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
];

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const MESSAGE_ATTRIBUTES = [
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
];

/**
 * A number that a call may give.
 * @throws AwsError named `InvalidParameterValue` for one out of range
 */
export function readNumber(input: JsonObject, name: keyof typeof NUMBERS, otherwise: number): number {
  const given = input[name] ?? otherwise;
  const { least, most, reason } = NUMBERS[name];
  if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) return given;
  throw invalid(`Value ${given} for parameter ${name} is invalid. Reason: ${reason}`);
}

/**
 * The names of attributes that a call asks for, which may include `All`.
 * @throws AwsError named `InvalidAttributeName` for one that SQS does not know
 */
export function readNames(input: JsonObject, key: string, known: string[]): string[] {
  const names = listAt(input, key).map(String);
  const unknown = names.find((name) => name !== 'All' && !known.includes(name));
  if (unknown === undefined) return names;
  throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
}
