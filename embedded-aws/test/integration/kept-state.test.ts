import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountClient, GetAlternateContactCommand, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test, vi } from 'vitest';
import { type FixtureStack, startFixture } from './fixture/stack.ts';
import { arnOf, resource } from './fixture/template.ts';
import { type TestStack, useStack } from './stack.ts';

/** Another definition of the state machine. */
const OTHER_MACHINE = resource('AWS::StepFunctions::StateMachine', {
  StateMachineName: 'fixture-machine',
  RoleArn: arnOf('Role'),
  Definition: { StartAt: 'Other', States: { Other: { Type: 'Succeed' } } },
});
const CONTACT = { EmailAddress: 'soc@example.com', Name: 'SOC', PhoneNumber: '+1 555 0100', Title: 'Security' };
const SECURITY = { AlternateContactType: 'SECURITY' } as const;
const SECRET = { SecretId: 'fixture/webhooks/github' };
const QUEUE = { QueueUrl: 'http://localhost/111111111111/fixture-queue' };
const TABLE = { TableName: 'fixture-table' };

const directory = await mkdtemp(join(tmpdir(), 'kept-state-'));
let running: FixtureStack | undefined;
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Starts a stack where the one before has left off. */
async function start(resources = {}): Promise<TestStack> {
  await running?.stop();
  running = await startFixture({ stateDir: join(directory, 'state'), resources });
  return useStack(running);
}

/** Gives a stack something of everything, and tells the execution that waits and its token. */
async function fill({ client, health }: TestStack) {
  await new AccountClient(client).send(new PutAlternateContactCommand({ ...SECURITY, ...CONTACT }));
  await new DynamoDBClient(client).send(new PutItemCommand({ ...TABLE, Item: { pk: { S: 'kept' } } }));
  await new SQSClient(client).send(new SendMessageCommand({ ...QUEUE, MessageBody: 'kept' }));
  await new SecretsManagerClient(client).send(new PutSecretValueCommand({ ...SECRET, SecretString: 'kept' }));
  const mail = { Subject: { Data: 'kept' }, Body: { Text: { Data: 'kept' } } };
  const Destination = { ToAddresses: ['jane@example.com'] };
  const sender = { FromEmailAddress: 'sender@example.com', Destination, Content: { Simple: mail } };
  await new SESv2Client(client).send(new SendEmailCommand(sender));
  const states = new SFNClient(client);
  const { stateMachineArn } = health;
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn, input: '{"hold":true}' }));
  const taskToken = await vi.waitFor(async () => {
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.at(-1)?.type).toBe('TaskSubmitted');
    const scheduled = events.find(({ type }) => type === 'TaskScheduled');
    return String(JSON.parse(scheduled?.taskScheduledEventDetails?.parameters ?? '').Payload.token);
  });
  return { executionArn, taskToken };
}

const publicKey = ({ client }: TestStack) =>
  new KMSClient(client).send(new GetPublicKeyCommand({ KeyId: 'alias/fixture' }));

test('a stack goes on where the one before has left off, with another package', async () => {
  const first = await start();
  const { executionArn, taskToken } = await fill(first);
  const key = await publicKey(first);

  const stack = await start({ Machine: OTHER_MACHINE });
  const { client } = stack;
  const contact = await new AccountClient(client).send(new GetAlternateContactCommand(SECURITY));
  expect(contact.AlternateContact).toMatchObject(CONTACT);
  const item = await new DynamoDBClient(client).send(new GetItemCommand({ ...TABLE, Key: { pk: { S: 'kept' } } }));
  expect(item.Item).toEqual({ pk: { S: 'kept' } });
  expect((await new SQSClient(client).send(new ReceiveMessageCommand(QUEUE))).Messages).toMatchObject([
    { Body: 'kept' },
  ]);
  const secret = await new SecretsManagerClient(client).send(new GetSecretValueCommand(SECRET));
  expect(secret.SecretString).toBe('kept');
  expect((await stack.mails()).map(({ subject }) => subject)).toContain('kept');
  expect((await publicKey(stack)).PublicKey).toEqual(key.PublicKey);
  const states = new SFNClient(client);
  await states.send(new SendTaskSuccessCommand({ taskToken, output: '"kept"' }));
  await vi.waitFor(async () => {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '"kept"' });
  });
});
