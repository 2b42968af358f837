import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statement } from '../../models.ts';
import { type S3Endpoint, startS3 } from './s3-endpoint.ts';

const Bucket = 'papers';
const READS = statement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::papers/public/*'] });
const DELETES = statement({ actions: ['s3:DeleteObject'], resources: ['arn:aws:s3:::papers/public/1'] });
const LISTS = statement({
  actions: ['s3:ListBucket'],
  resources: ['arn:aws:s3:::papers'],
  conditions: [{ operator: 'StringLike', key: 's3:prefix', values: ['public/*'] }],
});
const POLICY = [
  statement({
    effect: 'Deny',
    principals: ['*'],
    resources: ['arn:aws:s3:::papers', 'arn:aws:s3:::papers/*'],
    conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }],
  }),
  statement({ effect: 'Deny', principals: ['*'], resources: ['arn:aws:s3:::papers/public/secret'] }),
];

let s3: S3Endpoint;
beforeAll(async () => {
  s3 = await startS3([READS, DELETES, LISTS], POLICY);
  for (const key of ['public/1', 'public/2', 'public/secret', 'private']) {
    s3.objects.putObject(Bucket, key, Buffer.from(`the ${key}`), { contentType: 'text/plain' });
  }
});
afterAll(() => s3.stop());

describe('a function', () => {
  const get = (Key: string) => s3.client('reader').send(new GetObjectCommand({ Bucket, Key }));

  test('reads what its role allows', async () => {
    expect(await (await get('public/1')).Body?.transformToString()).toBe('the public/1');
    expect(s3.controlled.calls.from(0).at(-1)?.caller).toBe('reader');
  });

  test.each(['private', 'public/secret', 'public/none'])('may not read %s', async (key) => {
    await expect(get(key)).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });

  test('may not write where it may only read', async () => {
    const put = s3.client('reader').send(new PutObjectCommand({ Bucket, Key: 'public/1', Body: 'mine' }));
    await expect(put).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('learns of HEAD nothing but the status', async () => {
    const head = s3.client('reader').send(new HeadObjectCommand({ Bucket, Key: 'private' }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('lists only the prefix that its role allows', async () => {
    const list = (Prefix: string) => s3.client('reader').send(new ListObjectsV2Command({ Bucket, Prefix }));
    expect((await list('public/')).KeyCount).toBe(3);
    await expect(list('')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('deletes of several objects those that it may delete', async () => {
    const Delete = { Objects: [{ Key: 'public/1' }, { Key: 'public/2' }] };
    const { Deleted, Errors } = await s3.client('reader').send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Deleted).toEqual([{ Key: 'public/1' }]);
    expect(Errors).toEqual([{ Key: 'public/2', Code: 'AccessDenied', Message: expect.any(String) }]);
  });
});

test('a function learns that a key is missing if its role may list the whole bucket', async () => {
  const papers = await startS3([READS, { ...LISTS, conditions: [] }]);
  const about = { Bucket, Key: 'public/none' };
  const reader = papers.client('reader');
  await expect(reader.send(new GetObjectCommand(about))).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(reader.send(new HeadObjectCommand(about))).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  await papers.stop();
});

test('whoever may list learns that a key is missing', async () => {
  await expect(s3.client().send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

test('a policy of the bucket binds the user, too', async () => {
  const get = s3.client().send(new GetObjectCommand({ Bucket, Key: 'public/secret' }));
  await expect(get).rejects.toMatchObject({ name: 'AccessDenied' });
});

describe('a presigned URL', () => {
  const sign = (Key: string, options: Parameters<typeof getSignedUrl>[2], accessKeyId = 'reader') =>
    getSignedUrl(
      s3.client(accessKeyId),
      new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: 'attachment; filename="plan.csv"' }),
      options,
    );

  test('gives an object to everybody who has it', async () => {
    const response = await fetch(await sign('public/2', { expiresIn: 60 }));
    expect(await response.text()).toBe('the public/2');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="plan.csv"');
  });

  test('gives nothing that its signer may not read', async () => {
    expect((await fetch(await sign('private', { expiresIn: 60 }))).status).toBe(403);
  });

  test('is refused when its time is over', async () => {
    const signingDate = new Date(Date.now() - 120_000);
    const response = await fetch(await sign('public/2', { expiresIn: 60, signingDate }));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
  });

  test('is refused when it would be good for more than a week', async () => {
    const url = (await sign('public/2', { expiresIn: 60 })).replace('X-Amz-Expires=60', 'X-Amz-Expires=700000');
    expect(await (await fetch(url)).text()).toContain('<Code>AuthorizationQueryParametersError</Code>');
  });

  test.each([
    ['another key', 'public/2', 'public/3'],
    ['another file name', 'plan.csv', 'plan.exe'],
    ['another signer', 'reader%2F', 'local%2F'],
    ['a longer time', 'X-Amz-Expires=60', 'X-Amz-Expires=600'],
  ])('is refused when it was changed to have %s', async (_what, before, after) => {
    const url = await sign('public/2', { expiresIn: 60 });
    const response = await fetch(url.replace(before, after));
    expect(url).toContain(before);
    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 403,
      text: expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
    });
  });

  test('can be of any key', async () => {
    s3.objects.putObject(Bucket, "public/a b+c/ü'(1)*.csv", Buffer.from('any'));
    expect(await (await fetch(await sign("public/a b+c/ü'(1)*.csv", { expiresIn: 60 }))).text()).toBe('any');
  });

  test('can be of a session of a role', async () => {
    const credentials = s3.assumeReader();
    const client = s3.client('', { credentials });
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'public/2' }), { expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe('the public/2');
  });

  test('is needed by whoever does not sign', async () => {
    expect((await fetch(`${s3.url}/papers/public/2`)).status).not.toBe(200);
  });
});
