import '../environment.ts';

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AccountClient, GetAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListUserTagsCommand } from '@aws-sdk/client-iam';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { DescribeAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namingFaults } from '../../../functions/aws/service-faults.ts';

type Answer = (response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let requests: number;
let endpoint: string;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests += 1;
    answer(response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${portOf(server)}`;
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** The error of a call that gets this answer. */
async function errorOf(call: () => Promise<unknown>, given: Answer = answer): Promise<Error> {
  answer = given;
  requests = 0;
  return call().then(
    () => new Error('the call succeeded'),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

const settings = (at = endpoint) => ({
  endpoint: at,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});

const readContact = (at?: string, abortSignal?: AbortSignal) =>
  namingFaults(new AccountClient(settings(at))).send(
    new GetAlternateContactCommand({ AccountId: '222222222222', AlternateContactType: 'SECURITY' }),
    abortSignal && { abortSignal },
  );

/** A call of each service. */
const CALLS: Record<string, (attempts?: number) => Promise<unknown>> = {
  'Account GetAlternateContact': () => readContact(),
  'DynamoDB GetItem': () => document().send(new GetCommand({ TableName: 't', Key: { pk: 'p' } })),
  'EventBridge PutEvents': () =>
    namingFaults(new EventBridgeClient(settings())).send(new PutEventsCommand({ Entries: [{ Source: 's' }] })),
  'IAM ListUserTags': () => namingFaults(new IAMClient(settings())).send(new ListUserTagsCommand({ UserName: 'jane' })),
  'KMS Sign': () =>
    namingFaults(new KMSClient(settings())).send(
      new SignCommand({ KeyId: 'k', Message: new Uint8Array([1]), SigningAlgorithm: 'ECDSA_SHA_256' }),
    ),
  'Organizations DescribeAccount': () =>
    namingFaults(new OrganizationsClient(settings())).send(new DescribeAccountCommand({ AccountId: '222222222222' })),
  'SecretsManager GetSecretValue': () =>
    namingFaults(new SecretsManagerClient(settings())).send(new GetSecretValueCommand({ SecretId: 's' })),
  'SESv2 SendEmail': () => namingFaults(new SESv2Client(settings())).send(new SendEmailCommand({ Content: {} })),
  'SFN DescribeExecution': () =>
    namingFaults(new SFNClient(settings())).send(new DescribeExecutionCommand({ executionArn: 'arn' })),
  'STS AssumeRole': () =>
    namingFaults(new STSClient(settings())).send(new AssumeRoleCommand({ RoleArn: 'arn', RoleSessionName: 'name' })),
};

function document() {
  return DynamoDBDocumentClient.from(namingFaults(new DynamoDBClient(settings())));
}

/** What gateways and services answer in place of what was asked for, or do instead. */
const FAULTS: Record<string, Answer> = {
  'a 503 with HTML': respond(503, 'text/html', '<html><body>Service Unavailable</body></html>'),
  'an empty 503': respond(503, undefined, ''),
  'a 502 with HTML': respond(502, 'text/html', '<html>Bad Gateway</html>'),
  'a 504 with text': respond(504, 'text/plain', 'upstream request timeout'),
  'a 500 with a type': typed(500, 'InternalFailure'),
  'a 503 with a type': typed(503, 'ServiceUnavailable'),
  'a 500 with a name that nobody knows': typed(500, 'SomethingNew'),
  'a 200 with HTML': respond(200, 'text/html', '<html>Welcome to the network</html>'),
  'a 200 with half of an answer': respond(200, 'application/x-amz-json-1.0', '{"AlternateContact": {"Na'),
  'a connection that is cut before the answer': ({ socket }) => socket?.destroy(),
  'a connection that is cut in the middle of the answer': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"AlternateContact":', () => response.socket?.destroy());
  },
  'no HTTP': ({ socket }) => socket?.end('no answer that a client could read\r\n\r\n'),
};

describe('a call that gets no answer', () => {
  it.each(Object.keys(FAULTS))('ends with ServiceUnavailableError when it meets %s', async (fault) => {
    const error = await errorOf(() => readContact(), FAULTS[fault]);
    expect(error).toMatchObject({ name: 'ServiceUnavailableError' });
    expect(error.message).toMatch(/^a call of AWS got no answer: Account\.GetAlternateContact(\/\w+){1,2}$/);
    expect(requests).toBe(1);
  });

  it.each(Object.keys(CALLS))('names service and operation when it is %s', async (name) => {
    const [service, operation] = name.split(' ');
    for (const fault of ['a 503 with HTML', 'an empty 503', 'a 500 with a type', 'no HTTP']) {
      const error = await errorOf(CALLS[name] ?? fail, FAULTS[fault]);
      expect(error).toMatchObject({ name: 'ServiceUnavailableError' });
      expect(error).toMatchObject({ reason: expect.stringContaining(`${service}.${operation}/`) });
    }
  });

  it('says which call it was, and what came instead, in a way that logs may hold', async () => {
    const error = await errorOf(() => readContact(), typed(500, 'InternalServerException'));
    expect(error).toMatchObject({ reason: 'Account.GetAlternateContact/500/InternalServerException' });
  });

  it.each([
    { what: 'nobody listens', at: 'http://127.0.0.1:1', reason: 'ECONNREFUSED' },
    { what: 'the name does not exist', at: 'http://account.invalid', reason: 'ENOTFOUND|EAI_AGAIN' },
    { what: 'the other side does not speak TLS', at: '', reason: '\\w+' },
  ])('ends with ServiceUnavailableError when $what', async ({ at, reason }) => {
    const error = await errorOf(() => readContact(at || endpoint.replace('http', 'https')), FAULTS['an empty 503']);
    expect(error.name).toBe('ServiceUnavailableError');
    expect(error.message).toMatch(new RegExp(`: Account\\.GetAlternateContact/(${reason})$`));
  });

  it('ends with ServiceUnavailableError when the SDK gives up waiting', async () => {
    const client = namingFaults(new AccountClient({ ...settings(), requestHandler: { socketTimeout: 20 } }));
    const error = await errorOf(
      () => client.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' })),
      () => undefined,
    );
    expect(error.name).toBe('ServiceUnavailableError');
  });

  it('is an AbortError, as before, when our own time is over', async () => {
    const abort = new AbortController();
    const error = await errorOf(
      () => readContact(endpoint, abort.signal),
      () => abort.abort(),
    );
    expect(error.name).toBe('AbortError');
  });

  it('quotes nothing of an answer that cannot be read', async () => {
    const secret = 'jane@example.com';
    const error = await errorOf(() => readContact(), respond(200, 'application/json', `{"Name": ${secret}`));
    expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain(secret);
    expect(error.cause).toBeUndefined();
  });
});

describe('a call that the SDK tries again', () => {
  it('succeeds when a later attempt does', async () => {
    const client = namingFaults(new AccountClient({ ...settings(), maxAttempts: 3 }));
    const answers = [
      FAULTS['a 503 with HTML'],
      FAULTS['a connection that is cut before the answer'],
      typed(404, 'ResourceNotFoundException'),
    ];
    const error = await errorOf(
      () => client.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' })),
      (response) => answers.shift()?.(response),
    );
    expect(error.name).toBe('ResourceNotFoundException');
    expect(requests).toBe(3);
  });

  it('ends with ServiceUnavailableError when no attempt does', async () => {
    const client = namingFaults(new AccountClient({ ...settings(), maxAttempts: 2 }));
    const error = await errorOf(
      () => client.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' })),
      FAULTS['an empty 503'],
    );
    expect(error.name).toBe('ServiceUnavailableError');
    expect(requests).toBe(2);
  });
});

describe('a call that is throttled', () => {
  it.each([
    { call: 'Account GetAlternateContact', status: 429, type: 'TooManyRequestsException' },
    { call: 'Account GetAlternateContact', status: 400, type: 'ThrottlingException' },
    { call: 'Account GetAlternateContact', status: 429, type: 'SomethingNew' },
  ])('ends with TooManyRequestsException when $call answers $status $type', async ({ call, status, type }) => {
    const error = await errorOf(CALLS[call] ?? fail, typed(status, type));
    expect(error.name).toBe('TooManyRequestsException');
    expect(error).toMatchObject({ reason: `Account.GetAlternateContact/${status}/${type}` });
  });

  it.each([
    { call: 'DynamoDB GetItem', status: 400, type: 'ProvisionedThroughputExceededException' },
    { call: 'DynamoDB GetItem', status: 400, type: 'RequestLimitExceeded' },
    { call: 'DynamoDB GetItem', status: 400, type: 'ThrottlingException' },
    { call: 'EventBridge PutEvents', status: 400, type: 'ThrottlingException' },
    { call: 'KMS Sign', status: 400, type: 'ThrottlingException' },
    { call: 'Organizations DescribeAccount', status: 400, type: 'TooManyRequestsException' },
    { call: 'SecretsManager GetSecretValue', status: 400, type: 'ThrottlingException' },
    { call: 'SESv2 SendEmail', status: 429, type: 'TooManyRequestsException' },
    { call: 'SESv2 SendEmail', status: 400, type: 'LimitExceededException' },
    { call: 'SESv2 SendEmail', status: 400, type: 'ThrottlingException' },
    { call: 'SFN DescribeExecution', status: 400, type: 'ThrottlingException' },
    { call: 'SFN DescribeExecution', status: 429, type: 'SomethingNew' },
  ])('ends with ThrottlingException when $call answers $status $type', async ({ call, status, type }) => {
    const [service, operation] = call.split(' ');
    const error = await errorOf(CALLS[call] ?? fail, typed(status, type));
    expect(error.name).toBe('ThrottlingException');
    expect(error).toMatchObject({ reason: `${service}.${operation}/${status}/${type}` });
  });

  it('ends with ThrottlingException when STS, whose answers are XML, throttles it', async () => {
    const xml =
      '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';
    const error = await errorOf(CALLS['STS AssumeRole'] ?? fail, respond(400, 'text/xml', xml));
    expect(error).toMatchObject({
      name: 'ThrottlingException',
      reason: 'STS.AssumeRole/400/Throttling',
    });
  });
});

describe('a call that a service refuses', () => {
  it.each([
    { call: 'Account GetAlternateContact', status: 403, type: 'AccessDeniedException' },
    { call: 'Account GetAlternateContact', status: 404, type: 'ResourceNotFoundException' },
    { call: 'Account GetAlternateContact', status: 400, type: 'ValidationException' },
    { call: 'DynamoDB GetItem', status: 400, type: 'ConditionalCheckFailedException' },
    { call: 'Organizations DescribeAccount', status: 400, type: 'AccountNotFoundException' },
    { call: 'SESv2 SendEmail', status: 400, type: 'MessageRejected' },
    { call: 'SFN DescribeExecution', status: 400, type: 'ExecutionDoesNotExist' },
    { call: 'SFN DescribeExecution', status: 400, type: 'SomethingNew' },
  ])('keeps the error of $call: $status $type', async ({ call, status, type }) => {
    const error = await errorOf(CALLS[call] ?? fail, typed(status, type));
    expect(error.name).toBe(type);
  });

  it('is the error of the SDK when it could not even be made', async () => {
    const client = namingFaults(
      new AccountClient({ ...settings(), credentials: () => Promise.reject(new TypeError('x')) }),
    );
    const error = await errorOf(() =>
      client.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' })),
    );
    expect(error.name).toBe('TypeError');
  });

  it.each(['ServiceUnavailableError', 'ThrottlingException'])(
    'ends with the %s of the call that was made for its credentials',
    async (name) => {
      const sts = namingFaults(new STSClient(settings()));
      const credentials = async () => {
        await sts.send(new AssumeRoleCommand({ RoleArn: 'arn', RoleSessionName: 'name' }));
        return { accessKeyId: 'key', secretAccessKey: 'secret' };
      };
      const client = namingFaults(new AccountClient({ ...settings(), credentials }));
      const error = await errorOf(
        () => client.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' })),
        name === 'ThrottlingException' ? respond(429, 'text/xml', '<x/>') : respond(503, 'text/html', '<html>'),
      );
      expect(error.name).toBe(name);
      expect(error.message).toContain('AssumeRole');
    },
  );
});

it('a write to the table keeps the error of its condition', async () => {
  const put = new PutCommand({ TableName: 't', Item: { pk: 'p' }, ConditionExpression: 'attribute_not_exists(pk)' });
  const error = await errorOf(() => document().send(put), typed(400, 'ConditionalCheckFailedException'));
  expect(error.name).toBe('ConditionalCheckFailedException');
});

function respond(status: number, type: string | undefined, body: string): Answer {
  return (response) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type });
    response.end(body);
  };
}

/** An error as the JSON protocols of AWS write it. */
function typed(status: number, type: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type });
    response.end(JSON.stringify({ __type: `com.amazonaws#${type}`, message: 'why' }));
  };
}

function portOf(of: Server): number {
  const address: AddressInfo | string | null = of.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}

function fail(): never {
  throw new Error('there is no such call');
}
