import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { GetAlternateContactCommand } from '@aws-sdk/client-account';
import { afterEach, describe, expect, it } from 'vitest';
import { Recorder } from '../../../../smoke/recording/recorder.ts';
import { Scrubber } from '../../../../smoke/recording/scrubber.ts';
import { createClients } from '../../../../smoke/target/clients.ts';

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** Serves these answers, the last one for ever. */
async function serving(...answers: Answer[]): Promise<string> {
  const left = [...answers];
  server = createServer((_, response) => {
    const { status, headers = {}, body } = (left.length > 1 ? left.shift() : left[0]) ?? { status: 500, body: '' };
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function clientsAt(endpoint: string) {
  return createClients({ region: 'us-east-1', endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
}

function recorder(): Recorder {
  const made = new Recorder(new Scrubber());
  made.begin('a step');
  return made;
}

const GET = () => new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' });

describe('call', () => {
  it('keeps the shape of an answer, which the caller gets all the same', async () => {
    const contact = { Name: 'Jane', Title: 'Boss', EmailAddress: 'jane@example.com', PhoneNumber: '+1', New: 1 };
    const { account } = clientsAt(await serving({ status: 200, body: JSON.stringify({ AlternateContact: contact }) }));
    const record = recorder();
    let answer: unknown;
    await record.call('account:GetAlternateContact', async () => {
      answer = await account.send(GET());
    });
    expect(answer).toMatchObject({ AlternateContact: { Name: 'Jane' } });
    const shape = {
      AlternateContact: { EmailAddress: 'text', Name: 'text', New: 'number', PhoneNumber: 'text', Title: 'text' },
    };
    expect(record.transcript).toEqual([
      { title: 'a step', observations: [{ what: 'account:GetAlternateContact', answer: { status: 200, shape } }] },
    ]);
  });

  it.each([
    ['a header', { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/' }, {}],
    ['the body', {}, { __type: 'com.amazonaws.account#AccessDeniedException' }],
  ])('keeps the name of an error that %s tells, and its words without persons', async (_, headers, type) => {
    const body = JSON.stringify({ ...type, message: 'no access to 222222222222' });
    const { account } = clientsAt(await serving({ status: 403, headers, body }));
    const record = recorder();
    await record.call('call', () => account.send(GET()));
    expect(record.transcript[0]?.observations[0]?.answer).toMatchObject({
      status: 403,
      error: 'AccessDeniedException',
      message: 'no access to <account>',
    });
  });

  it('throws when nobody answers, and says why', async () => {
    const { account } = clientsAt('http://127.0.0.1:1');
    await expect(recorder().call('account:GetAlternateContact', () => account.send(GET()))).rejects.toThrow(
      /^account:GetAlternateContact was not answered: .*ECONNREFUSED/,
    );
  });
});

describe('calls', () => {
  it('keeps the different answers, however many of each there were', async () => {
    const throttled = { status: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: '{}' };
    const found = { status: 200, body: '{}' };
    const { account } = clientsAt(await serving(found, throttled, throttled, found));
    const record = recorder();
    await record.calls('many', () =>
      Promise.allSettled([GET(), GET(), GET(), GET(), GET()].map((command) => account.send(command))),
    );
    expect(record.transcript[0]?.observations[0]?.answer).toHaveLength(2);
  });
});

describe('page', () => {
  it('keeps status and headers, and of JSON the shape and the message', async () => {
    const headers = { 'content-type': 'application/json', 'apigw-requestid': 'abc', date: 'today' };
    const url = await serving({ status: 401, headers, body: '{"message":"Unauthorized","requestId":"x"}' });
    const record = recorder();
    await record.page('POST /webhooks/{source}', url, { method: 'POST' });
    expect(record.transcript[0]?.observations[0]?.answer).toEqual({
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: { message: 'text', requestId: 'text' },
      message: 'Unauthorized',
    });
  });

  it('keeps nothing of a page, but returns it', async () => {
    const record = recorder();
    const page = '<p>jane@example.com</p>';
    expect(await record.page('GET', await serving({ status: 200, body: page }))).toBe(page);
    expect(JSON.stringify(record.transcript)).not.toContain('jane');
  });
});
