import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type ChecksumAlgorithm,
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type S3Endpoint, startS3 } from './s3-endpoint.ts';

const Bucket = 'papers';

let s3: S3Endpoint;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const head = (Key: string, given: object = {}) => s3.client().send(new HeadObjectCommand({ Bucket, Key, ...given }));
const put = (Key: string, given: object = {}) =>
  s3.client().send(new PutObjectCommand({ Bucket, Key, Body: `the ${Key}`, ...given }));
const get = (Key: string, given: object = {}) => s3.client().send(new GetObjectCommand({ Bucket, Key, ...given }));
const textOf = async (Key: string, given: object = {}) => (await get(Key, given)).Body?.transformToString();

describe('an object', () => {
  test('has the bytes, the type and the metadata that it was put with', async () => {
    const { ETag } = await put('a/b c+ü&1.csv', { ContentType: 'text/csv', Metadata: { plan: '7' } });
    const { Body, ...found } = await get('a/b c+ü&1.csv');
    expect(await Body?.transformToString()).toBe('the a/b c+ü&1.csv');
    expect(found).toMatchObject({ ETag, ContentType: 'text/csv', ContentLength: 18, Metadata: { plan: '7' } });
    expect(ETag).toBe(`"${createHash('md5').update('the a/b c+ü&1.csv').digest('hex')}"`);
    expect(Date.now() - Number(found.LastModified)).toBeLessThan(60_000);
  });

  test.each(['a/../b', './c', 'd//e', 'f?g=1#h', '100%', '%2F', 'i/', '\u00e9\u{1f600}', "it's(*)!"])(
    'can have the key %s',
    async (key) => {
      await put(key, { ContentType: 'application/x-www-form-urlencoded' });
      expect(await textOf(key)).toBe(`the ${key}`);
      const { Contents } = await s3.client().send(new ListObjectsV2Command({ Bucket, Prefix: key }));
      expect(Contents?.map(({ Key }) => Key)).toEqual([key]);
    },
  );

  test('is described without its bytes', async () => {
    await put('described');
    const found = await head('described');
    expect(found).toMatchObject({ ContentLength: 13, ContentType: 'application/octet-stream' });
  });

  test('is replaced by a newer one', async () => {
    await put('twice', { Body: 'one' });
    await put('twice', { Body: 'another', ContentEncoding: 'identity' });
    expect(await textOf('twice')).toBe('another');
  });

  test('is gone when it was deleted, which may happen twice', async () => {
    await put('short');
    for (const _time of [1, 2]) await s3.client().send(new DeleteObjectCommand({ Bucket, Key: 'short' }));
    await expect(get('short')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(head('short')).rejects.toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
  });

  test('is not in a bucket that the template does not have', async () => {
    const elsewhere = put('k', { Bucket: 'other' });
    await expect(elsewhere).rejects.toMatchObject({ name: 'NoSuchBucket', BucketName: 'other' });
  });

  test.each<[string | undefined, string]>([
    ['bytes=4-7', 'rang'],
    ['bytes=4-', 'range'],
    ['bytes=-3', 'nge'],
    ['bytes=-300', 'the range'],
    ['lines=1-2', 'the range'],
  ])('is read in part with Range %s', async (Range, text) => {
    await put('range');
    expect(await textOf('range', { Range })).toBe(text);
  });

  test('says which part of it a reader gets', async () => {
    await put('part', { ContentType: 'text/plain' });
    const { ContentRange, ContentLength, $metadata } = await get('part', { Range: 'bytes=0-2' });
    expect({ ContentRange, ContentLength, status: $metadata.httpStatusCode }).toEqual({
      ContentRange: 'bytes 0-2/8',
      ContentLength: 3,
      status: 206,
    });
    await expect(get('part', { Range: 'bytes=8-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });
});

describe('a write', () => {
  test.each<ChecksumAlgorithm>(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])(
    'is checked against its %s, in a header and behind a stream',
    async (ChecksumAlgorithm) => {
      const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(70_000, 'b')]);
      const bytes = Buffer.concat([Buffer.alloc(70_000, 'a'), Buffer.alloc(70_000, 'b')]);
      await put('checked', { Body: bytes, ChecksumAlgorithm });
      const first = await head('checked', { ChecksumMode: 'ENABLED' });
      await put('checked', { Body, ContentLength: 140_000, ChecksumAlgorithm });
      const { Body: read, ...second } = await get('checked', { ChecksumMode: 'ENABLED' });
      expect(await read?.transformToByteArray()).toHaveLength(140_000);
      expect(second).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: expect.stringMatching(/^[\w+/]{6,}=*$/) });
      expect(first).toMatchObject({
        ETag: second.ETag,
        [`Checksum${ChecksumAlgorithm}`]: second[`Checksum${ChecksumAlgorithm}`],
      });
      expect(second.ContentEncoding).toBeUndefined();
    },
  );

  test.each([
    ['its checksum is of other bytes', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    ['its MD5 is of other bytes', { ContentMD5: createHash('md5').update('other').digest('base64') }, 'BadDigest'],
    ['its MD5 is none', { ContentMD5: 'none' }, 'InvalidDigest'],
    ['its key is too long', { Key: 'k'.repeat(1025) }, 'KeyTooLongError'],
    ['it says what has no effect here', { Tagging: 'a=b' }, 'UnknownOperationException'],
  ])('is refused when %s', async (_what, given, name) => {
    await expect(put('refused', given)).rejects.toMatchObject({ name });
    await expect(get('refused')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('that wants to be the first is refused when it is not', async () => {
    await put('first', { Body: '1', IfNoneMatch: '*' });
    const second = put('first', { Body: '2', IfNoneMatch: '*' });
    await expect(second).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await textOf('first')).toBe('1');
  });
});

test('a reader learns that it has the object already, or that it has changed', async () => {
  const { ETag } = await put('known');
  await expect(get('known', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  await expect(get('known', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect(await textOf('known', { IfMatch: ETag, IfNoneMatch: '"other"' })).toBe('the known');
});

describe('several objects are deleted at once', () => {
  const remove = (Delete: { Objects: { Key: string }[]; Quiet?: boolean }) =>
    s3.client().send(new DeleteObjectsCommand({ Bucket, Delete }));

  test('with any keys', async () => {
    const Objects = ['x<1>&"', 'x/2\n'].map((Key) => ({ Key }));
    for (const { Key } of Objects) await put(Key);
    expect((await remove({ Objects: [...Objects, { Key: 'x/none' }] })).Deleted).toHaveLength(3);
    expect((await remove({ Objects, Quiet: true })).Deleted).toBeUndefined();
    const { KeyCount } = await s3.client().send(new ListObjectsV2Command({ Bucket, Prefix: 'x' }));
    expect(KeyCount).toBe(0);
  });

  test('but not without a key', async () => {
    await expect(remove({ Objects: [{ Key: '' }] })).rejects.toMatchObject({ name: 'MalformedXML' });
  });
});

test('what is not supported is named', async () => {
  const copy = s3.client().send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'papers/known' }));
  await expect(copy).rejects.toThrow('does not support the header x-amz-copy-source');
  const version = get('known', { VersionId: '7' });
  await expect(version).rejects.toThrow('does not support s3 GET /papers/known?versionId=7');
});

test('calls are logged with bucket and key, and faults hit them', async () => {
  await put('logged');
  expect(s3.controlled.calls.from(0).at(-1)).toMatchObject({
    service: 's3',
    operation: 'PutObject',
    input: { Bucket, Key: 'logged' },
    status: 200,
    caller: 'local',
  });
  s3.controlled.faults.replace([{ operation: 'GetObject', inputContains: 'logged', error: 'SlowDown' }]);
  await expect(get('logged')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  expect(await textOf('logged')).toBe('the logged');
});
