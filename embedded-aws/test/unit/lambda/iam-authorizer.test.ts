import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import { RoleSessions } from '../../../src/iam/role-sessions.ts';
import { authorizeIam } from '../../../src/lambda/iam-authorizer.ts';
import type { RawRequest } from '../../../src/lambda/raw-request.ts';
import { Sha256 } from '../../../src/lambda/sha256.ts';
import { STACK_ACCOUNT } from '../models.ts';

const NOW = new Date('2026-01-01T12:00:00Z');

/** The signature as the documentation makes it, step by step, for a request with a body. */
function signByHand(body: string): string {
  const hex = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const canonical = `POST\n/requests\n\nhost:localhost:3000\nx-amz-date:20260101T120000Z\n\nhost;x-amz-date\n${hex(body)}`;
  const scope = '20260101/us-east-1/execute-api/aws4_request';
  const key = hmac(hmac(hmac(hmac('AWS4local', '20260101'), 'us-east-1'), 'execute-api'), 'aws4_request');
  const signature = hmac(key, `AWS4-HMAC-SHA256\n20260101T120000Z\n${scope}\n${hex(canonical)}`).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
}

interface Signing {
  sessionToken?: string;
  service?: string;
  region?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  at?: Date;
  applyChecksum?: boolean;
  url?: string;
}

/** A request that a client has signed. */
async function signed({ service = 'execute-api', region = 'us-east-1', at = NOW, ...given }: Signing = {}) {
  const {
    accessKeyId = 'local',
    secretAccessKey = 'local',
    applyChecksum = true,
    url = '/requests?b=2&a=1%20x',
    sessionToken,
  } = given;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum });
  const [path = '', search] = url.split('?');
  const body = Buffer.from('{"requestId":"1"}');
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { host: 'localhost:3000', 'content-type': 'application/json' },
    body,
  };
  const { headers } = await signer.sign(request, { signingDate: at });
  const raw: RawRequest = { method: 'POST', url, headers, body };
  return raw;
}

const original = await signed();
const { authorization = '', 'x-amz-date': _date, ...undated } = original.headers;

describe('lets a request through', () => {
  test.each([
    ['the hash of its body is in a header', {}],
    ['the hash of its body is in no header', { applyChecksum: false }],
    ['its clock is four minutes late', { at: new Date(NOW.getTime() - 240_000) }],
    ['its path is encoded', { url: '/requests/a%20b%2Fc' }],
  ])('when %s', async (_condition, signing) => {
    expect(await authorizeIam(await signed(signing), STACK_ACCOUNT, NOW)).toEqual({
      iam: {
        accessKey: 'local',
        accountId: '111111111111',
        callerId: 'AIDALOCALUSER',
        cognitoIdentity: null,
        principalOrgId: 'o-exampleorgid',
        userArn: 'arn:aws:iam::111111111111:user/local',
        userId: 'AIDALOCALUSER',
      },
    });
  });

  test('when it is signed by hand as the documentation says', async () => {
    const headers = { host: 'localhost:3000', 'x-amz-date': '20260101T120000Z', authorization: signByHand('{}') };
    const request = { method: 'POST', url: '/requests', headers, body: Buffer.from('{}') };
    expect(await authorizeIam(request, STACK_ACCOUNT, NOW)).toHaveProperty('iam');
    expect(await authorizeIam({ ...request, body: Buffer.from('{ }') }, STACK_ACCOUNT, NOW)).toBeUndefined();
  });
});

describe('a session of a role', () => {
  const session = (accountId = '111111111111') => ({
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/AWSReservedSSO_Operators_0123456789abcdef/jane@example.com`,
    userId: 'AROAOPERATORS:jane@example.com',
  });
  const begin = (accountId?: string) => new RoleSessions(() => NOW.getTime()).begin(session(accountId), 900);

  test('is let through with its own identity', async () => {
    const credentials = begin();
    const authorizer = await authorizeIam(await signed(credentials), STACK_ACCOUNT, NOW);
    expect(authorizer).toMatchObject({ iam: { accessKey: credentials.accessKeyId, userArn: session().arn } });
  });

  test.each([
    ['its secret is another', { secretAccessKey: 'other' }],
    ['its access key is another', { accessKeyId: 'ASIAOTHER' }],
    ['its token is none', { sessionToken: 'token' }],
  ])('is turned away when %s', async (_condition, difference) => {
    expect(await authorizeIam(await signed({ ...begin(), ...difference }), STACK_ACCOUNT, NOW)).toBeUndefined();
  });

  test('is turned away when it has ended', async () => {
    const at = new Date(NOW.getTime() + 900_000);
    expect(await authorizeIam(await signed({ ...begin(), at }), STACK_ACCOUNT, at)).toBeUndefined();
  });

  test('is turned away when it is in another account', async () => {
    expect(await authorizeIam(await signed(begin('222222222222')), STACK_ACCOUNT, NOW)).toBeUndefined();
  });
});

describe('turns a request away', () => {
  test.each([
    ['its secret is another', { secretAccessKey: 'other' }],
    ['its access key is another', { accessKeyId: 'AKIAOTHER' }],
    ['it is for another service', { service: 'events' }],
    ['it is for another region', { region: 'eu-west-1' }],
    ['it is six minutes old', { at: new Date(NOW.getTime() - 360_000) }],
    ['it is six minutes ahead', { at: new Date(NOW.getTime() + 360_000) }],
  ])('when %s', async (_condition, signing) => {
    expect(await authorizeIam(await signed(signing), STACK_ACCOUNT, NOW)).toBeUndefined();
  });

  test.each([
    ['it has no signature', { headers: { host: 'localhost:3000' } }],
    ['its signature has another form', { headers: { ...original.headers, authorization: 'Bearer x' } }],
    ['its date is missing', { headers: { ...undated, authorization } }],
    ['its date is none', { headers: { ...original.headers, 'x-amz-date': '20261399T999999Z' } }],
    ['its body is another', { body: Buffer.from('{"requestId":"2"}') }],
    ['its path is another', { url: '/other?b=2&a=1%20x' }],
    ['its query is another', { url: '/requests?b=2' }],
    ['its method is another', { method: 'PUT' }],
    ['a signed header is another', { headers: { ...original.headers, 'content-type': 'text/plain' } }],
    ['its host is another', { headers: { ...original.headers, host: 'evil.example' } }],
    [
      'it does not sign its host',
      { headers: { ...original.headers, authorization: authorization.replace('host;', '') } },
    ],
    [
      'its body has not the hash that is signed',
      { headers: { ...original.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    ],
  ])('when %s', async (_condition, change) => {
    expect(await authorizeIam({ ...original, ...change }, STACK_ACCOUNT, NOW)).toBeUndefined();
  });
});
