import { ListObjectsV2Command, type ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Endpoint, startS3 } from './s3-endpoint.ts';

let s3: S3Endpoint;
beforeAll(async () => {
  s3 = await startS3();
  const many = Array.from({ length: 2500 }, (_, index) => `many/${String(index).padStart(4, '0')}`);
  for (const key of ['b', '\u{1f600}', '\uffee', 'a/1', 'a/2/x', 'a/2/y', 'a/3', ...many]) {
    s3.objects.putObject('papers', key, Buffer.from('12345'));
  }
});
afterAll(() => s3.stop());

const list = (given: Partial<ListObjectsV2CommandInput>) =>
  s3.client().send(new ListObjectsV2Command({ Bucket: 'papers', ...given }));
const keysOf = async (given: Partial<ListObjectsV2CommandInput>) => (await list(given)).Contents?.map(({ Key }) => Key);

test('lists the objects of a prefix, by key', async () => {
  const { Contents } = await list({ Prefix: 'a/' });
  expect(Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2/x', 'a/2/y', 'a/3']);
  expect(Contents?.[0]).toMatchObject({
    Size: 5,
    ETag: '"827ccb0eea8a706c4c34a16891f84e7b"',
    StorageClass: 'STANDARD',
  });
});

test('lists in the order of the bytes, not of UTF-16', async () => {
  expect(await keysOf({ StartAfter: 'many0' })).toEqual(['\uffee', '\u{1f600}']);
});

test('gives a thousand at a time, and a token for the rest', async () => {
  const pages: (string | undefined)[][] = [];
  let ContinuationToken: string | undefined;
  do {
    const { Contents, NextContinuationToken, IsTruncated } = await list({ Prefix: 'many/', ContinuationToken });
    pages.push((Contents ?? []).map(({ Key }) => Key));
    expect(IsTruncated).toBe(NextContinuationToken !== undefined);
    ContinuationToken = NextContinuationToken;
  } while (ContinuationToken);
  expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 500]);
  expect(new Set(pages.flat()).size).toBe(2500);
});

test('goes on behind a key that was deleted meanwhile', async () => {
  const { NextContinuationToken } = await list({ Prefix: 'many/', MaxKeys: 2 });
  s3.objects.deleteObject('papers', 'many/0001');
  const next = await keysOf({ Prefix: 'many/', MaxKeys: 2, ContinuationToken: NextContinuationToken });
  expect(next).toEqual(['many/0002', 'many/0003']);
});

test('shows what is behind a delimiter as one entry, also across pages', async () => {
  const { Contents, CommonPrefixes, KeyCount } = await list({ Prefix: 'a/', Delimiter: '/' });
  expect(Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/3']);
  expect({ CommonPrefixes, KeyCount }).toEqual({ CommonPrefixes: [{ Prefix: 'a/2/' }], KeyCount: 3 });
  const first = await list({ Delimiter: '/', MaxKeys: 1 });
  const second = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken: first.NextContinuationToken });
  expect([first.CommonPrefixes, second.Contents?.[0]?.Key]).toEqual([[{ Prefix: 'a/' }], 'b']);
});

test('refuses a token that it has not given', async () => {
  await expect(list({ ContinuationToken: 'mine' })).rejects.toMatchObject({ name: 'InvalidArgument' });
});
