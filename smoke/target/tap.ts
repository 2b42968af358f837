import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import type { Place, SeenEvent } from './target.ts';

/** A rule on the service's bus and a queue behind it, which show the status events of a run. */
export interface Tap {
  seenEvents(): Promise<SeenEvent[]>;
  remove(): Promise<void>;
}

export interface TapOptions {
  events: EventBridgeClient;
  queues: SQSClient;
  place: Place;
  serviceName: string;
}

const TARGET_ID = 'queue';

/** Finds the tap that an earlier run has left, or makes it. */
export async function openTap(options: TapOptions): Promise<Tap> {
  const { events, queues, serviceName } = options;
  const name = tapName(serviceName);
  const { queueArn, ruleArn } = arnsOf(options);
  const Attributes = { Policy: queuePolicy(queueArn, ruleArn), MessageRetentionPeriod: '3600' };
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const pattern = {
    source: ['alternate-contacts'],
    'detail-type': ['Alternate Contact Change Request Status Changed'],
  };
  const rule = { Name: name, EventBusName: serviceName, EventPattern: JSON.stringify(pattern) };
  await events.send(new PutRuleCommand(rule));
  const target = { Rule: name, EventBusName: serviceName, Targets: [{ Id: TARGET_ID, Arn: queueArn }] };
  await events.send(new PutTargetsCommand(target));
  const seen: SeenEvent[] = [];
  return {
    seenEvents: async () => {
      seen.push(...(await drain(queues, QueueUrl)));
      return seen;
    },
    remove: () => removeTap(options),
  };
}

/** Removes the tap, as far as it is there: while its rule is there, CloudFormation can't delete the bus. */
export async function removeTap({ events, queues, serviceName }: Omit<TapOptions, 'place'>): Promise<void> {
  const name = tapName(serviceName);
  const rule = { EventBusName: serviceName };
  await unlessGone(events.send(new RemoveTargetsCommand({ ...rule, Rule: name, Ids: [TARGET_ID] })));
  await unlessGone(events.send(new DeleteRuleCommand({ ...rule, Name: name })));
  const url = await unlessGone(queues.send(new GetQueueUrlCommand({ QueueName: name })));
  if (url?.QueueUrl !== undefined) await queues.send(new DeleteQueueCommand({ QueueUrl: url.QueueUrl }));
}

async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const isGone = error instanceof Error && error.name === 'ResourceNotFoundException';
    if (isGone || error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}

async function drain(queues: SQSClient, QueueUrl: string): Promise<SeenEvent[]> {
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
  const { Messages = [] } = await queues.send(receive);
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return [...Messages.flatMap(({ Body = '' }) => eventIn(Body)), ...(await drain(queues, QueueUrl))];
}

function eventIn(body: string): SeenEvent[] {
  const event = parseJson(body)?.value;
  if (!isObject(event)) return [];
  return [{ ...event, 'detail-type': textAt(event, 'detail-type') ?? '', detail: objectAt(event, 'detail') }];
}

function queuePolicy(queueArn: string, ruleArn: string): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function arnsOf({ place: { partition, region, accountId }, serviceName }: TapOptions) {
  const name = tapName(serviceName);
  return {
    queueArn: `arn:${partition}:sqs:${region}:${accountId}:${name}`,
    ruleArn: `arn:${partition}:events:${region}:${accountId}:rule/${serviceName}/${name}`,
  };
}

function tapName(serviceName: string): string {
  return `${serviceName}-smoke`;
}
