import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectBucket } from '../../../../cli/aws/bucket.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { changeSetOf } from '../../../../cli/input/change-set.ts';
import { deleteChange, putChange } from '../../builders.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const CALLER = { accountId: '111111111111', partition: 'aws', region: 'eu-west-1' };
const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' }, maxAttempts: 2 };
const SET = changeSetOf([putChange(), deleteChange()]);
const TEXT = Buffer.from(SET.bytes).toString();

let server: Server;
let endpoint: string;
let answers: { status: number; body: string }[];
let received: Received[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: await buffer(request) });
    const { status, body } = answers.shift() ?? { status: 200, body: '' };
    response.writeHead(status).end(body);
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${Object(server.address()).port}`;
});

afterAll(() => void server.close());

beforeEach(() => {
  received = [];
  answers = [];
});

function bucket() {
  const settings = settingsOf('test', { AWS_ENDPOINT_URL: endpoint });
  return connectBucket({ ...settings, client: { ...CLIENT, ...{ endpoint } } }, async () => CALLER);
}

const fault = (code: string) => `<Error><Code>${code}</Code><Message>x</Message></Error>`;

describe('the bucket', () => {
  it('gets a change set under the name of its content, with its checksum, also where it is there already', async () => {
    const told: number[] = [];
    await bucket().putChangeSet(SET, (bytes) => told.push(bytes));
    expect(received).toMatchObject([
      {
        method: 'PUT',
        url: `/alternate-contacts-test-111111111111-eu-west-1/${SET.key}?x-id=PutObject`,
        headers: {
          'content-length': String(SET.bytes.length),
          'x-amz-checksum-sha256': Buffer.from(SET.sha256, 'hex').toString('base64'),
        },
      },
    ]);
    expect(received[0]?.headers).not.toHaveProperty('if-none-match');
    expect(received[0]?.body.toString()).toBe(TEXT);
    expect(told).toEqual([SET.bytes.length]);
  });

  it('sends all bytes again when the first attempt fails', async () => {
    answers = [{ status: 500, body: fault('InternalError') }];
    await bucket().putChangeSet(SET, () => {});
    expect(received.map(({ body }) => body.toString())).toEqual([TEXT, TEXT]);
  });

  it('names the call that is denied', async () => {
    answers = [{ status: 403, body: fault('AccessDenied') }];
    await expect(bucket().putChangeSet(SET, () => {})).rejects.toMatchObject({
      name: 'AwsCallError',
      action: 's3:PutObject',
    });
    answers = [{ status: 403, body: fault('AccessDenied') }];
    await expect(bucket().readObject('plans/x/pages.json')).rejects.toThrow('s3:GetObject failed');
  });

  it('reads an object, or says that there is none', async () => {
    answers = [
      { status: 200, body: TEXT },
      { status: 404, body: fault('NoSuchKey') },
    ];
    const { readObject } = bucket();
    expect(Buffer.from((await readObject(SET.key)) ?? []).toString()).toBe(TEXT);
    expect(await readObject('results/x/00000.json')).toBeUndefined();
  });
});
