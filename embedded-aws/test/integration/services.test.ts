import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListParentsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ORGANIZATION } from '../organization.ts';
import { sharedStack } from './stack.ts';

const stack = sharedStack();
afterEach(() => stack.setFaults([]));

describe('organizations', () => {
  const client = () => new OrganizationsClient(stack.client);

  test('describes the organization', async () => {
    const { Organization } = await client().send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ Id: 'o-exampleorgid', MasterAccountId: '111111111111', FeatureSet: 'ALL' });
  });

  test.each([
    ['222222222222', 'ACTIVE', 'ACTIVE'],
    ['555555555555', 'SUSPENDED', 'SUSPENDED'],
    ['666666666666', 'CLOSED', 'SUSPENDED'],
    ['900000000050', 'ACTIVE', 'ACTIVE'],
  ])('describes %s with the state %s and the older status %s', async (AccountId, State, Status) => {
    const { Account } = await client().send(new DescribeAccountCommand({ AccountId }));
    expect(Account).toMatchObject({ Id: AccountId, State, Status });
  });

  test('lists all accounts over its pages', async () => {
    const pages = paginateListAccounts({ client: client() }, {});
    const ids = (await Array.fromAsync(pages)).flatMap((page) => page.Accounts?.map(({ Id }) => Id) ?? []);
    expect(ids).toHaveLength(ORGANIZATION.accounts.length + 50);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ['222222222222', 'ou-ab12-prod0001', 'ORGANIZATIONAL_UNIT'],
    ['333333333333', 'r-ab12', 'ROOT'],
    ['ou-ab12-prod0001', 'r-ab12', 'ROOT'],
    ['900000000001', 'ou-ab12-bulk0001', 'ORGANIZATIONAL_UNIT'],
  ])('names the parent of %s', async (ChildId, Id, Type) => {
    expect((await client().send(new ListParentsCommand({ ChildId }))).Parents).toEqual([{ Id, Type }]);
  });

  test('lists the tags of an account', async () => {
    const { Tags } = await client().send(new ListTagsForResourceCommand({ ResourceId: '333333333333' }));
    expect(Tags).toEqual([{ Key: 'CostCenter', Value: '4711' }]);
  });

  test('answers AccountNotFoundException when there is no such account', async () => {
    const unknown = client().send(new DescribeAccountCommand({ AccountId: '777777777777' }));
    await expect(unknown).rejects.toMatchObject({ name: 'AccountNotFoundException' });
  });
});

describe('events', () => {
  const put = (entry: Partial<PutEventsRequestEntry>) => {
    const complete = { Source: 'test', DetailType: 'Test', Detail: '{"a":1}', ...entry };
    return new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [complete] }));
  };

  test.each([
    ['MalformedDetail', { Detail: 'no JSON' }],
    ['MalformedDetail', { Detail: '[1]' }],
    ['InvalidArgument', { Source: '' }],
  ])('answers %s for the entry when it is %o', async (ErrorCode, entry) => {
    expect(await put(entry)).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode }] });
  });

  test('keeps what is put on the default bus as AWS would deliver it', async () => {
    const { Entries } = await put({ Source: 'aws.organizations', Detail: '{"eventName":"MoveAccount"}' });
    const event = (await stack.events()).find(({ id }) => id === Entries?.[0]?.EventId);
    expect(event).toMatchObject({
      eventBusName: 'default',
      source: 'aws.organizations',
      'detail-type': 'Test',
      account: '111111111111',
      region: 'us-east-1',
      detail: { eventName: 'MoveAccount' },
    });
  });

  test('refuses more than ten entries', async () => {
    const entry = { Source: 'test', DetailType: 'Test', Detail: '{}' };
    const many = new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry) });
    await expect(new EventBridgeClient(stack.client).send(many)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('starts the state machine with the whole event when a rule matches, and keeps it when that fails', async () => {
    const request = { EventBusName: 'fixture-bus', Source: 'fixture', DetailType: 'start machine' };
    const started = await put({ ...request, Detail: '{"text":"rule-1"}' });
    const execution = await findExecution(started.Entries?.[0]?.EventId ?? '');
    expect(JSON.parse(execution.input ?? '')).toMatchObject({ detail: { text: 'rule-1' } });
    await stack.setFaults([{ operation: 'StartExecution', error: 'AccessDeniedException', inputContains: 'rule-2' }]);
    const lost = await put({ ...request, Detail: '{"text":"rule-2"}' });
    const kept = await vi.waitFor(async () => {
      const { Messages } = await sqs('ReceiveMessage', {
        QueueUrl: await deadLetterQueue(),
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        MessageAttributeNames: ['All'],
      });
      const message = Messages?.find(({ Body }) => JSON.parse(Body).id === lost.Entries?.[0]?.EventId);
      if (!message) throw new Error('not there yet');
      return message;
    });
    expect(kept.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
      RULE_ARN: { StringValue: expect.stringContaining(':rule/') },
    });
  });

  async function findExecution(eventId: string) {
    const client = new SFNClient(stack.client);
    const arn = await vi.waitFor(async () => {
      const list = new ListExecutionsCommand({ stateMachineArn: stack.health.stateMachineArn });
      const found = (await client.send(list)).executions?.find(({ name }) => name?.startsWith(eventId));
      if (!found?.executionArn) throw new Error('not there yet');
      return found.executionArn;
    });
    return client.send(new DescribeExecutionCommand({ executionArn: arn }));
  }
});

test('keeps items in the tables of the template', async () => {
  const client = new DynamoDBClient(stack.client);
  const key = { pk: { S: 'test' } };
  const TableName = 'fixture-table';
  await client.send(new PutItemCommand({ TableName, Item: { ...key, text: { S: 'kept' } } }));
  expect((await client.send(new GetItemCommand({ TableName, Key: key }))).Item).toMatchObject({ text: { S: 'kept' } });
  const again = new PutItemCommand({ TableName, Item: key, ConditionExpression: 'attribute_not_exists(pk)' });
  await expect(client.send(again)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('delivers a mail to the inbox', async () => {
  const Simple = { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'text' } } };
  const mail = {
    FromEmailAddress: 'a@example.com',
    Destination: { ToAddresses: ['b@example.com'] },
    Content: { Simple },
  };
  const { MessageId } = await new SESv2Client(stack.client).send(new SendEmailCommand(mail));
  expect(MessageId).toBeTruthy();
  expect(await stack.mails()).toContainEqual(expect.objectContaining({ subject: 'Hello' }));
});

describe('names what it does not support', () => {
  test('when the operation is unknown', async () => {
    const create = new CreateTableCommand({
      TableName: 'other',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    await expect(new DynamoDBClient(stack.client).send(create)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The embedded AWS does not support dynamodb:CreateTable',
    });
  });

  test('when the service is unknown', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, Signature=x';
    const response = await fetch(stack.client.endpoint, { method: 'POST', headers: { authorization }, body: '' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('does not support iam POST /');
  });
});

test('refuses a call without a signature', async () => {
  const headers = { 'x-amz-target': 'AWSEvents.PutEvents' };
  const response = await fetch(stack.client.endpoint, { method: 'POST', headers, body: '{}' });
  expect(response.status).toBe(403);
});

/** What the tests read of an answer of SQS. */
interface SqsAnswer {
  QueueUrl?: string;
  Messages?: { Body: string; MessageAttributes: Record<string, unknown> }[];
}

async function sqs(operation: string, input: object): Promise<SqsAnswer> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, Signature=x';
  const headers = { authorization, 'x-amz-target': `AmazonSQS.${operation}` };
  const response = await fetch(stack.client.endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
  return JSON.parse(await response.text());
}

async function deadLetterQueue(): Promise<string> {
  const { QueueUrl = '' } = await sqs('GetQueueUrl', { QueueName: 'fixture-dead-letters' });
  return QueueUrl;
}
