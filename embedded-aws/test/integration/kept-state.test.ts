import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AccountClient, GetAlternateContactCommand, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FixtureOptions, type FixtureStack, startFixture } from './fixture/stack.ts';
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
/** A machine that does other work, too, is slow. */
const PATIENCE = { timeout: 50_000, interval: 100 };
const TABLE = { TableName: 'fixture-table' };
const PAPER = { Bucket: 'fixture-papers', Key: 'kept' };

const directory = await mkdtemp(join(tmpdir(), 'kept-state-'));
let running: FixtureStack | undefined;
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Starts a stack where the one before has left off. */
async function start(options: FixtureOptions = {}): Promise<TestStack> {
  await running?.stop();
  running = await startFixture({ stateDir: join(directory, 'state'), ...options });
  return useStack(running);
}

/** Gives a stack something of everything, and tells the execution that waits and its token. */
async function fill({ client, health }: TestStack) {
  await new AccountClient(client).send(new PutAlternateContactCommand({ ...SECURITY, ...CONTACT }));
  await new DynamoDBClient(client).send(new PutItemCommand({ ...TABLE, Item: { pk: { S: 'kept' } } }));
  await new S3Client(client).send(new PutObjectCommand({ ...PAPER, Body: 'kept' }));
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
  }, PATIENCE);
  return { executionArn, taskToken };
}

const publicKey = ({ client }: TestStack) =>
  new KMSClient(client).send(new GetPublicKeyCommand({ KeyId: 'alias/fixture' }));

test('a stack goes on where the one before has left off, with another package', async () => {
  const first = await start();
  const { executionArn, taskToken } = await fill(first);
  const key = await publicKey(first);

  const stack = await start({ resources: { Machine: OTHER_MACHINE } });
  const { client } = stack;
  const contact = await new AccountClient(client).send(new GetAlternateContactCommand(SECURITY));
  expect(contact.AlternateContact).toMatchObject(CONTACT);
  const item = await new DynamoDBClient(client).send(new GetItemCommand({ ...TABLE, Key: { pk: { S: 'kept' } } }));
  expect(item.Item).toEqual({ pk: { S: 'kept' } });
  const paper = await new S3Client(client).send(new GetObjectCommand(PAPER));
  expect(await paper.Body?.transformToString()).toBe('kept');
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

describe('with as many tasks at once as Lambda runs', () => {
  const scriptsDir = join(import.meta.dirname, 'fixture');
  const lambda = { concurrency: 100, clockSpeed: 200, scriptsDir };
  let stack: TestStack;
  let startedAt: number;
  beforeAll(async () => {
    stack = await start({ timeScale: 1, lambda });
    startedAt = performance.now();
  });

  const page = async (name: string, init?: RequestInit) =>
    JSON.parse(await (await fetch(`${stack.client.endpoint}/_local/${name}`, init)).text());

  const changeSpeed = (speed: number) => page('clock', { method: 'PUT', body: JSON.stringify({ speed }) });

  /** Runs executions that all start at the same modelled time, to their ends. */
  async function runAtOnce(count: number): Promise<DescribeExecutionCommandOutput[]> {
    const client = new SFNClient(stack.client);
    const { stateMachineArn } = stack.health;
    const start = () => client.send(new StartExecutionCommand({ stateMachineArn, input: '{"text":"at once"}' }));
    await changeSpeed(0);
    const started = await Promise.all(Array.from({ length: count }, start));
    await changeSpeed(lambda.clockSpeed);
    await vi.waitFor(async () => {
      const listed = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
      expect(listed.executions).toEqual([]);
    }, PATIENCE);
    return Promise.all(started.map(({ executionArn }) => client.send(new DescribeExecutionCommand({ executionArn }))));
  }

  test('those beyond the limit fail as Lambda throttles them', async () => {
    const ends = await runAtOnce(130);
    expect(ends.filter(({ status }) => status === 'SUCCEEDED')).toHaveLength(100);
    const failed = ends.filter(({ error }) => error === 'Lambda.TooManyRequestsException');
    expect(failed).toHaveLength(30);
    expect(failed[0]?.cause).toMatch(/^Rate Exceeded\. \(Service: AWSLambda; Status Code: 429;/);
  });

  test('an invocation takes the time that it takes on AWS, longer when it starts cold', async () => {
    const seconds = (ends: DescribeExecutionCommandOutput[]) =>
      ends.map(({ startDate, stopDate }) => (stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0));
    await page('kills', { method: 'POST' });
    expect(seconds(await runAtOnce(1))).toEqual([expect.closeTo(630, -1.3)]);
    expect(seconds(await runAtOnce(1))).toEqual([expect.closeTo(30, -1.3)]);
  });

  test('a script sees the time of the stack, and the stack its calls', async () => {
    const { now } = await page('clock');
    const module = pathToFileURL(join(scriptsDir, 'script.ts'));
    const { id } = await page('scripts', { method: 'POST', body: JSON.stringify({ module, data: { times: 60 } }) });
    const ended = await vi.waitFor(async () => {
      const [script] = (await page('scripts')).filter((each: { id: string }) => each.id === id);
      expect(script).toMatchObject({ status: 'ended' });
      return script;
    }, PATIENCE);
    // Each call takes 80 milliseconds.
    expect(ended.result.seconds).toBeCloseTo(60 * 1.08, 0);
    expect(Date.parse(ended.endedAt) - now).toBeGreaterThanOrEqual(64_000);
    const calls = await page('calls?service=account');
    expect(calls.filter(({ caller }: { caller: string }) => caller === 'local')).toHaveLength(60);
  });

  test('a module elsewhere is no script', async () => {
    const response = await fetch(`${stack.client.endpoint}/_local/scripts`, {
      method: 'POST',
      body: JSON.stringify({ module: pathToFileURL(join(scriptsDir, '../stack.ts')).href }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('must be a file URL below') });
  });

  test('minutes pass in less, and the HTTP API answers by the same clock', async () => {
    const event = { EventBusName: 'fixture-bus', Source: 'fixture', DetailType: 'call function' };
    const Detail = '{"throws":"TypeError","text":"minutes"}';
    await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [{ ...event, Detail }] }));
    const client = new SQSClient(stack.client);
    const QueueUrl = 'http://localhost/111111111111/fixture-failures';
    const { timestamp } = await vi.waitFor(async () => {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      return JSON.parse(Messages.find(({ Body }) => Body?.includes('minutes'))?.Body ?? '');
    }, PATIENCE);
    // Lambda tries again after one and after two minutes.
    const put = (await stack.events()).find((each) => each['detail-type'] === 'call function');
    expect(Date.parse(timestamp) - Date.parse(String(put?.['time']))).toBeGreaterThanOrEqual(180_000);
    expect(performance.now() - startedAt).toBeLessThan(180_000);
    const response = await fetch(`${stack.httpApiUrl}/echo/7`);
    expect(response.status).toBe(200);
  });

  test('a mail arrives by the same clock', async () => {
    const seconds = async () => Math.floor((await page('clock')).now / 1000);
    const before = await seconds();
    const Simple = { Subject: { Data: 'modelled' }, Body: { Text: { Data: 'modelled' } } };
    const Destination = { ToAddresses: ['jane@example.com'] };
    const mail = { FromEmailAddress: 'sender@example.com', Destination, Content: { Simple } };
    await new SESv2Client(stack.client).send(new SendEmailCommand(mail));
    const sent = (await stack.mails()).find(({ subject }) => subject === 'modelled');
    expect(sent?.at).toBeGreaterThanOrEqual(before);
    expect(sent?.at).toBeLessThanOrEqual(await seconds());
  });

  test('the clock goes on where it was when the stack starts again', async () => {
    const { now } = await page('clock');
    stack = await start({ timeScale: 1, lambda: { ...lambda, clockSpeed: 1 } });
    const later = (await page('clock')).now;
    expect(later).toBeGreaterThanOrEqual(now);
    expect(later - now).toBeLessThan(lambda.clockSpeed * 60_000);
  });
});
