import { createServer, type IncomingMessage, type Server } from 'node:http';
import { ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectApi } from '../../../../cli/aws/api.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { AwsCallError, InvalidRequestError, RefusedError, UnnamedRequesterError } from '../../../../cli/errors.ts';
import { fakeClient } from '../../aws/fake-client.ts';
import { changeRequest, REQUEST_ID } from '../../builders.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: unknown;
}

let server: Server;
let url: string;
let answer: { status: number; body: string };
let received: Received[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${Object(server.address()).port}`;
});

afterAll(() => void server.close());

beforeEach(() => {
  received = [];
  answer = { status: 202, body: '{}' };
});

afterEach(() => vi.restoreAllMocks());

/** The API of a stage whose parameter holds this address. */
function api(address = url) {
  const sent = fakeClient(SSMClient, () => ({ Parameter: { Value: address } }));
  const connected = connectApi({ ...settingsOf('test', {}), client: CLIENT });
  return { ...connected, sent };
}

const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } };

/** What the API's answer makes a request end with. */
async function refusal(status: number, body: object | string): Promise<unknown> {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return api()
    .sendRequest(changeRequest())
    .catch((error: unknown) => error);
}

describe('the API', () => {
  it('gets requests, cancellations and what steers campaigns, signed for the region, at the address that the deployment names', async () => {
    const { sendRequest, cancelRequest, steerCampaign, sent } = api();
    await sendRequest(changeRequest());
    await cancelRequest({ requestId: REQUEST_ID });
    await steerCampaign({ requestId: REQUEST_ID, action: 'pause' });
    expect(sent).toEqual([{ name: 'GetParameterCommand', input: { Name: '/alternate-contacts-test/api-url' } }]);
    expect(received).toMatchObject([
      { method: 'POST', url: '/requests', body: changeRequest(), headers: { host: new URL(url).host } },
      { method: 'POST', url: '/cancellations', body: { requestId: REQUEST_ID } },
      { method: 'POST', url: '/campaigns', body: { requestId: REQUEST_ID, action: 'pause' } },
    ]);
    for (const { headers } of received) {
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, /,
      );
    }
  });

  it.each(['', '/contacts'])('may be below the path %j of a domain', async (path) => {
    await api(`${url}${path}/`).sendRequest(changeRequest());
    expect(received).toMatchObject([{ url: `${path}/requests` }]);
  });

  it('passes on why the service refuses the caller or the request', async () => {
    const message = 'you are signed in as jane@example.com';
    expect(await refusal(403, { message })).toEqual(new RefusedError(message));
    expect(await refusal(409, { message: 'too late' })).toEqual(new RefusedError('too late'));
  });

  it('passes on what the service finds wrong, with its places', async () => {
    const reasons = [{ pointer: '/reason', code: 'required', message: 'is required' }];
    const error = await refusal(422, { message: 'not valid', reasons: [...reasons, { pointer: 1 }] });
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ reasons, message: expect.stringMatching(/^not valid: .*is required$/) });
  });

  it('says how to name the requester when the service does not know who signs', async () => {
    const reasons = [{ pointer: '/requestedBy', code: 'required', message: 'is required' }];
    expect(await refusal(422, { message: 'not valid', reasons })).toBeInstanceOf(UnnamedRequesterError);
  });

  it.each([
    { status: 403, body: '{"message":"Forbidden"}' },
    { status: 403, body: '' },
    { status: 401, body: '{}' },
  ])('names the missing permission when the API itself answers $status with $body', async ({ status, body }) => {
    const error = await refusal(status, body);
    expect(error).toBeInstanceOf(AwsCallError);
    expect(error).toMatchObject({ action: 'execute-api:Invoke', cause: { name: 'AccessDeniedException' } });
  });

  it.each([
    { status: 500, body: '{"message":"Internal Server Error"}' },
    { status: 502, body: '<html>' },
  ])('asks to try again when the service fails with $status', async ({ status, body }) => {
    expect(await refusal(status, body)).toMatchObject({
      name: 'RefusedError',
      message: expect.stringMatching(new RegExp(`^the service answered ${status}.*: try again`)),
    });
  });

  it('names the action when nothing answers', async () => {
    const error = await api('http://127.0.0.1:1')
      .sendRequest(changeRequest())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsCallError);
    expect(error).toMatchObject({ action: 'execute-api:Invoke' });
  });

  it('names the action when the address cannot be read', async () => {
    const cause = new ParameterNotFound({ message: '', $metadata: {} });
    fakeClient(SSMClient, () => {
      throw cause;
    });
    const { sendRequest } = connectApi({ ...settingsOf('test', {}), client: CLIENT });
    await expect(sendRequest(changeRequest())).rejects.toEqual(new AwsCallError('ssm:GetParameter', { cause }));
  });

  it('says what to do when the parameter holds no address', async () => {
    await expect(api('nowhere').sendRequest(changeRequest())).rejects.toThrow('deploy the service again');
  });
});
