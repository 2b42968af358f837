import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketCall } from '../../../local/ticket-call.ts';
import { Requester, until } from '../requester.ts';
import { expectNoSecretsInLogs } from '../secrets.ts';
import { startStack, type TestStack } from '../stack.ts';
import { policyWith } from './policy-with.ts';
import { payload, replaced, request, send, ticketCalls, ticketEvents, webhookUrl } from './sender.ts';
import { basicHeaders, iamHeaders, signedHeaders } from './sign.ts';

/** A try that follows after a minute follows after half a second. */
const TIME_SCALE = 0.01;

const ROTATED = 'servicenow-rotated';

const USERS = 'arn:aws:iam::111111111111:user';
const PROOFS = {
  'servicenow-iam': { kind: 'iam', principals: [`${USERS}/lo*`] },
  'others-iam': { kind: 'iam', principals: [`${USERS}/other`, `${USERS}/loca`] },
  'servicenow-basic': { kind: 'basic', username: 'acme' },
};
const PARAMS = {
  githubCloses: 'true',
  jiraAuthorization: 'bearer',
  jiraDoneTransition: '31',
  zendeskDoneStatus: 'solved',
  servicenowTable: 'incident',
  servicenowDoneState: '3',
  freshserviceDoneStatus: '4',
};

let policy: Awaited<ReturnType<typeof policyWith>>;
let stack: TestStack;
let user: Requester;
let keyChanges: unknown[];

beforeAll(async () => {
  policy = await policyWith(({ servicenow }) => {
    const sources = Object.entries(PROOFS).map(([name, proof]) => [name, { ...servicenow, proof }]);
    const proof = { kind: 'header', headers: ['X-Api-Key'] };
    return { ...Object.fromEntries(sources), [ROTATED]: { ...servicenow, proof, rotateEveryDays: 90 } };
  });
  stack = await startStack({ policyFile: policy.policyFile, params: PARAMS, timeScale: TIME_SCALE });
  user = new Requester(stack);
  // Before anything reads the keys: a function that has read the former one takes no other for some seconds.
  keyChanges = [
    await changeKey({ source: 'freshservice', key: 'the-new-secret' }),
    await changeKey({ source: ROTATED }),
  ];
});

afterAll(async () => {
  await stack.stop();
  await policy.remove();
});

/** A body like the system's own, for a ticket and an account of its own. */
function bodyOf(source: string, accountId: string, ...ticket: [string, string][]): string {
  return replaced(payload(source), ...ticket).replace(/9000000001\d\d/, accountId);
}

/** The first lines of the comments among calls. */
function news(calls: TicketCall[]): string[] {
  return calls.flatMap(({ body }) => JSON.stringify(body).match(/Alternate contact change: [^.]*\./) ?? []);
}

const SYS_ID = '9d385017c611228701d22104cc95c371';
const WAITS = 'Alternate contact change: waiting for approval.';
const APPLIED = 'Alternate contact change: applied.';

describe('a webhook that is sent again', () => {
  it('is accepted, but leads to no second request and no second comment', async () => {
    const body = bodyOf('jira', '900000000201', ['OPS-42', 'OPS-50']);
    const headers = signedHeaders('jira', body);
    const before = await ticketEvents(stack);
    const first = await send(stack, 'jira', body, headers);
    const { requestId = '' } = first.body;
    const link = await user.link(requestId);
    expect(first.status).toBe(202);
    expect(await send(stack, 'jira', body, headers)).toEqual(first);
    expect(await ticketEvents(stack)).toBe(before + 2);
    await until('the end of the second', async () => (await user.statuses(requestId)).find((s) => s === 'DUPLICATE'));
    await user.vote(link, 'approve');
    const calls = await ticketCalls(stack, '/jira/rest/api/2/issue/OPS-50/comment', 2);
    expect(news(calls)).toEqual([WAITS, APPLIED]);
    const comments = (await stack.events()).filter(
      (event) => event['detail-type'] === 'Alternate Contact Ticket Comment',
    );
    expect(comments.filter(({ detail }) => Object(detail).request.requestId === requestId)).toHaveLength(2);
  });

  it('makes the request when EventBridge has refused the first', async () => {
    const body = bodyOf('standard', '900000000202', ['portal-4711', 'portal-4720']);
    await stack.setFaults([{ operation: 'PutEvents', error: 'Entry:InternalFailure' }]);
    expect((await send(stack, 'standard', body)).status).toBe(503);
    expect((await send(stack, 'standard', body)).status).toBe(202);
    await user.vote(await user.link('portal-4720'), 'approve');
    expect((await user.end('portal-4720')).output.status).toBe('APPLIED');
  });
});

describe('the id of a ticket', () => {
  it('cannot be taken by another source: both have their requests', async () => {
    const body = bodyOf('jira', '900000000206', ['OPS-42', 'OPS-52']);
    const { changelog, issue } = JSON.parse(body);
    const id = `jira-OPS-52-${changelog?.id ?? issue.id}`;
    const theirs = bodyOf('standard', '900000000207', ['portal-4711', id]);
    expect(await request(stack, 'standard', theirs)).toBe(id);
    expect(await request(stack, 'jira', body)).toBe(id);
    const links = await until('both mails', async () => {
      const found = (await user.links()).get(id) ?? [];
      return found.length >= 2 ? found : undefined;
    });
    for (const link of links) await user.vote(link, 'approve');
    for (const key of [`standard/${id}`, `jira/${id}`]) {
      await until(`${key} APPLIED`, async () => ((await user.record(key)).status === 'APPLIED' ? key : undefined));
    }
    expect(await user.statuses(id)).not.toContain('DUPLICATE');
  });
});

describe('a new key', () => {
  it('is made for a source by the function that operators invoke, which answers without it', () => {
    expect(keyChanges).toEqual([{ changed: ['freshservice'] }, { changed: [ROTATED] }]);
  });

  it('is valid beside the former one when an operator has entered it', async () => {
    const body = bodyOf('freshservice', '900000000203', ['264', '265']);
    const by = (secret: string) => send(stack, 'freshservice', body, signedHeaders('freshservice', body, { secret }));
    expect((await by('local-freshservice-secret')).status).toBe(202);
    expect((await by('the-new-secret')).status).toBe(202);
    expect((await by('the-next-secret')).status).toBe(401);
  });

  it('comes from a rotation, and whoever still uses the one before is named', async () => {
    const lines = (change: string) => stack.logs.filter((line) => line.includes(`"keyChange":"${change}"`));
    const pending = () => lines('pending').find((line) => line.includes(`"${ROTATED}"`));
    const body = bodyOf('servicenow', '900000000209', ['RITM0010042', 'RITM0010070']);
    const by = (key: string) => send(stack, ROTATED, body, { 'x-api-key': key });
    expect((await by(await currentKey(ROTATED))).status).toBe(202);
    expect((await by('the-next-secret')).status).toBe(401);
    expect(pending()).toBeUndefined();
    expect((await by(`local-${ROTATED}-secret`)).status).toBe(202);
    await until('a line about the sender', async () => pending());
    expect(lines('rotated')).toEqual([expect.stringContaining(`"${ROTATED}"`)]);
  });
});

/** Changes the key of a source as operators do. @returns the answer */
async function changeKey(input: { source: string; key?: string }): Promise<unknown> {
  const FunctionName = 'alternate-contacts-local-rotate-webhook-keys';
  const invocation = new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) });
  const { Payload } = await new LambdaClient(stack.client).send(invocation);
  return JSON.parse(Payload?.transformToString() ?? '');
}

async function currentKey(source: string): Promise<string> {
  const read = new GetSecretValueCommand({ SecretId: 'alternate-contacts-local/webhooks' });
  const { SecretString = '' } = await new SecretsManagerClient(stack.client).send(read);
  return JSON.parse(SecretString)[source].current;
}

describe('a source with Signature Version 4', () => {
  const body = bodyOf('servicenow', '900000000204', ['RITM0010042', 'RITM0010050']);

  it('accepts what one of its users has signed, on the route that AWS checks', async () => {
    const answer = await send(stack, 'iam/servicenow-iam', body, await signed('iam/servicenow-iam'));
    expect(answer).toMatchObject({
      status: 202,
      body: { requestId: expect.stringMatching(/^servicenow-iam-RITM0010050-/) },
    });
  });

  it('accepts nothing else', async () => {
    const mine = await signed('iam/servicenow-iam');
    expect(await send(stack, 'iam/servicenow-iam', body, {})).toMatchObject({ status: 403 });
    expect(await send(stack, 'iam/servicenow-iam', `${body} `, mine)).toMatchObject({ status: 403 });
    for (const path of ['iam/others-iam', 'iam/github', 'iam/nobody', 'servicenow-iam'])
      expect(await send(stack, path, body, await signed(path)), path).toMatchObject({ status: 401 });
  });

  async function signed(path: string): Promise<Record<string, string>> {
    return iamHeaders(webhookUrl(stack, path), body);
  }
});

describe('a source with basic authentication', () => {
  it('accepts the secret as the password of its user', async () => {
    const body = bodyOf('servicenow', '900000000205', ['RITM0010042', 'RITM0010060']);
    const by = (username: string, password: string) =>
      send(stack, 'servicenow-basic', body, basicHeaders(username, password));
    expect((await by('acme', 'local-servicenow-basic-secret')).status).toBe(202);
    expect((await by('acme', 'local-servicenow-secret')).status).toBe(401);
    expect((await by('other', 'local-servicenow-basic-secret')).status).toBe(401);
  });
});

describe('a ticket', () => {
  it.each([
    [
      'github',
      'PATCH',
      '/github/repos/example-org/cloud-requests/issues/17',
      { state: 'closed', state_reason: 'completed' },
    ],
    ['jira', 'POST', '/jira/rest/api/2/issue/OPS-42/transitions', { transition: { id: '31' } }],
    ['jira-automation', 'POST', '/jira/rest/api/2/issue/OPS-43/transitions', { transition: { id: '31' } }],
    ['zendesk', 'PUT', '/zendesk/api/v2/tickets/35436.json', { ticket: { status: 'solved' } }],
    ['servicenow', 'PATCH', `/servicenow/api/now/table/incident/${SYS_ID}`, { state: '3' }],
    ['freshservice', 'PUT', '/freshservice/api/v2/tickets/264', { status: 4 }],
  ])('of %s is closed when its request is done, if so configured', async (source, method, path, change) => {
    const requestId = await request(stack, source, payload(source));
    await user.vote(await user.link(requestId), 'approve');
    const call = await until('the ticket to be closed', async () => {
      const calls = await ticketCalls(stack, path, 1);
      return calls.find(({ body }) => JSON.stringify(body) === JSON.stringify(change));
    });
    expect(call).toMatchObject({ method, path });
  });

  it('of Jira gets its comment with a token where one is configured', async () => {
    const [call] = await ticketCalls(stack, '/jira/', 1);
    expect(call?.headers['authorization']).toBe('Bearer local-token');
  });

  it('gets its comment once when its system fails at first', async () => {
    await stack.setFaults([{ operation: 'InvokeApiDestination', error: '503', times: 3 }]);
    await request(stack, 'zendesk', bodyOf('zendesk', '900000000207', ['35436', '35440']));
    const calls = await ticketCalls(stack, '/zendesk/api/v2/tickets/35440.json', 1);
    expect(news(calls)).toEqual([WAITS]);
  });

  it('that is unknown to its system leaves its event in the dead-letter queue', async () => {
    await stack.setFaults([{ operation: 'InvokeApiDestination', error: '404' }]);
    const requestId = await request(stack, 'zendesk', bodyOf('zendesk', '900000000208', ['35436', '35441']));
    const message = await until('a dead letter', receiveDeadLetter);
    expect(JSON.parse(message).detail).toMatchObject({
      request: { requestId, status: 'PENDING_APPROVAL' },
      ticket: ['35441'],
    });
  });
});

describe('the logs', () => {
  it('hold no contact detail, link, task token or secret', async () => {
    await expectNoSecretsInLogs(stack);
    const secrets = ['On call, ', '+1 555 0142', 'the-new-secret', 'local-github-secret', 'local-token'];
    expect(stack.logs.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});

async function receiveDeadLetter(): Promise<string | undefined> {
  const sqs = new SQSClient(stack.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'alternate-contacts-local-dead-letters' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
  return Messages?.[0]?.Body;
}
