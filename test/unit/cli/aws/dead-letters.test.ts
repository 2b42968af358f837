import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ExecutionAlreadyExists, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { QueueDoesNotExist, ReceiptHandleIsInvalid, SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../cli/aws/connect.ts';
import { asOperator } from '../../../../cli/aws/operator.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { fakeClient, type SentCommand } from '../../aws/fake-client.ts';
import { ACCOUNT_ID } from '../../builders.ts';

const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111111111111/alternate-contacts-test-dead-letters';
const METADATA = { message: 'no', $metadata: {} };

const settings = settingsOf('test', { AWS_REGION: 'eu-west-1' });
const aws = () => connect(settings);
const named = (sent: SentCommand[], name: string) =>
  sent.filter((each) => each.name === name).map(({ input }) => input);

/** A queue that shows these messages, a few at a time, and then nothing. */
function fakeQueue(batches: string[][], answers: Record<string, () => object> = {}): SentCommand[] {
  const left = [...batches];
  return fakeClient(SQSClient, ({ name }) => {
    const answer = answers[name];
    if (answer) return answer();
    if (name === 'GetQueueUrlCommand') return { QueueUrl: QUEUE_URL };
    if (name !== 'ReceiveMessageCommand') return {};
    return { Messages: left.shift()?.map(message) };
  });
}

let receipts = 0;
function message(id: string) {
  receipts += 1;
  return {
    MessageId: id,
    ReceiptHandle: `${id}-${receipts}`,
    Body: `body of ${id}`,
    Attributes: { SentTimestamp: '1780315200000', ApproximateReceiveCount: '3' },
    MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' } },
  };
}

beforeEach(() => {
  receipts = 0;
  fakeClient(STSClient, () => ({ Account: ACCOUNT_ID, Arn: `arn:aws-cn:sts::${ACCOUNT_ID}:assumed-role/me/me` }));
});
afterEach(() => vi.restoreAllMocks());

describe('reading a queue', () => {
  it('receives until nothing comes, takes each message once, and gives back what it has received', async () => {
    const sent = fakeQueue([['a', 'b'], ['b', 'c'], []]);
    const read = await aws()
      .deadLetterQueue('service')
      .read(async (messages) => {
        expect(named(sent, 'ChangeMessageVisibilityBatchCommand')).toEqual([]);
        return messages;
      });
    expect(read.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(read[0]).toEqual({
      id: 'a',
      body: 'body of a',
      attributes: { ERROR_CODE: 'NO_PERMISSIONS' },
      sentAt: new Date('2026-06-01T12:00:00Z'),
      received: 3,
      receipt: 'a-1',
    });
    const [given] = named(sent, 'ChangeMessageVisibilityBatchCommand');
    expect(given).toEqual({
      QueueUrl: QUEUE_URL,
      Entries: ['a-1', 'b-3', 'c-4'].map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      })),
    });
  });

  it('hides messages for two minutes at most, and asks for all that says where they come from', async () => {
    const sent = fakeQueue([]);
    await aws()
      .deadLetterQueue('service')
      .read(async () => {});
    expect(named(sent, 'GetQueueUrlCommand')).toEqual([{ QueueName: 'alternate-contacts-test-dead-letters' }]);
    expect(named(sent, 'ReceiveMessageCommand')).toEqual([
      {
        QueueUrl: QUEUE_URL,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 120,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      },
    ]);
  });

  it('ends when it only gets what it has already, although SQS could go on for ever', async () => {
    const sent = fakeQueue(Array.from({ length: 50 }, () => ['a']));
    const read = await aws()
      .deadLetterQueue('service')
      .read(async (messages) => messages);
    expect(read).toHaveLength(1);
    expect(named(sent, 'ReceiveMessageCommand')).toHaveLength(2);
  });

  it('ends when what is wanted has come', async () => {
    const sent = fakeQueue([['a', 'b'], ['c'], ['d']]);
    const read = await aws()
      .deadLetterQueue('service')
      .read(async (messages) => messages, ['c', 'a']);
    expect(read.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(named(sent, 'ReceiveMessageCommand')).toHaveLength(2);
  });

  it('gives messages back ten at a time, and also when something fails', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `m${index}`);
    const sent = fakeQueue([ids.slice(0, 10), ids.slice(10)]);
    const failing = aws()
      .deadLetterQueue('service')
      .read(async () => {
        throw new Error('it failed');
      });
    await expect(failing).rejects.toThrow('it failed');
    const batches = named(sent, 'ChangeMessageVisibilityBatchCommand').map(({ Entries }) => Entries);
    expect(batches.map((batch) => (Array.isArray(batch) ? batch.length : 0))).toEqual([10, 2]);
  });

  it('names a queue that is not there', async () => {
    fakeQueue([], {
      GetQueueUrlCommand: () => {
        throw new QueueDoesNotExist(METADATA);
      },
    });
    await expect(aws().deadLetterQueue('forwarder').count()).rejects.toThrow(
      'there is no queue alternate-contacts-test-forwarder-dead-letters in this account and region: choose others with --stage',
    );
  });

  it('counts what anybody can get and what somebody reads', async () => {
    const Attributes = { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '3' };
    fakeQueue([], { GetQueueAttributesCommand: () => ({ Attributes }) });
    await expect(aws().deadLetterQueue('service').count()).resolves.toBe(5);
  });

  it('says whether a message could be held', async () => {
    const lost = () => {
      throw new ReceiptHandleIsInvalid(METADATA);
    };
    fakeQueue([]);
    await expect(aws().deadLetterQueue('service').hold('r')).resolves.toBe(true);
    fakeQueue([], { ChangeMessageVisibilityCommand: lost });
    await expect(aws().deadLetterQueue('service').hold('r')).resolves.toBe(false);
  });
});

describe('replaying', () => {
  it('starts the workflow of the account and region of the service', async () => {
    const sent = fakeClient(SFNClient, () => ({}));
    await expect(aws().startWorkflow('campaign', 'dead-letter-1', '{"a":1}')).resolves.toBe(true);
    expect(sent.map(({ input }) => input)).toEqual([
      {
        stateMachineArn: `arn:aws-cn:states:eu-west-1:${ACCOUNT_ID}:stateMachine:alternate-contacts-test-campaign`,
        name: 'dead-letter-1',
        input: '{"a":1}',
      },
    ]);
  });

  it('says that the workflow was started before when the name is taken', async () => {
    fakeClient(SFNClient, () => {
      throw new ExecutionAlreadyExists(METADATA);
    });
    await expect(aws().startWorkflow('campaign', 'dead-letter-1', '{}')).resolves.toBe(false);
  });

  it('says what a function that fails has answered', async () => {
    const sent = fakeClient(LambdaClient, () => ({
      FunctionError: 'Unhandled',
      Payload: Buffer.from('{"errorType":"X"}'),
    }));
    await expect(aws().invokeFunction('f', '{"a":1}')).rejects.toThrow('the function failed: {"errorType":"X"}');
    expect(sent[0]?.input).toEqual({ FunctionName: 'f', Payload: new TextEncoder().encode('{"a":1}') });
  });

  it('says when EventBridge refuses an event', async () => {
    const sent = fakeClient(EventBridgeClient, () => ({
      Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'no' }],
    }));
    await expect(aws().putEvent('Some Type', { a: 1 })).rejects.toThrow('EventBridge refused it: InternalFailure: no');
    expect(sent[0]?.input).toEqual({
      Entries: [
        {
          EventBusName: 'alternate-contacts-test',
          Source: 'alternate-contacts',
          DetailType: 'Some Type',
          Detail: '{"a":1}',
        },
      ],
    });
  });

  it('knows no cause of an execution that AWS has forgotten', async () => {
    fakeClient(SFNClient, () => {
      throw new ExecutionDoesNotExist(METADATA);
    });
    await expect(aws().causeOf('arn:e')).resolves.toBeUndefined();
  });
});

describe('the role for dead letters', () => {
  const caller = async () => ({ accountId: ACCOUNT_ID, partition: 'aws', region: 'eu-west-1' });

  it('is assumed when it is needed', async () => {
    const Expiration = new Date('2026-06-01T13:00:00Z');
    const given = { AccessKeyId: 'ASIA1', SecretAccessKey: 's', SessionToken: 't', Expiration };
    const sent = fakeClient(STSClient, () => ({ Credentials: given }));
    const { credentials } = asOperator(settings, caller).client;
    expect(sent).toEqual([]);
    await expect(typeof credentials === 'function' && credentials()).resolves.toEqual({
      ...{ accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't', expiration: Expiration },
    });
    expect(sent[0]?.input).toEqual({
      RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/alternate-contacts-test-eu-west-1-operator`,
      RoleSessionName: 'contacts',
    });
  });

  it('is named when AWS refuses it', async () => {
    fakeClient(STSClient, () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    });
    const { credentials } = asOperator(settings, caller).client;
    await expect(typeof credentials === 'function' && credentials()).rejects.toThrow(
      expect.objectContaining({ name: 'AwsCallError', action: 'sts:AssumeRole' }),
    );
  });
});
