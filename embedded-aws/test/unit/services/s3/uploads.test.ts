import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Endpoint, startS3 } from './s3-endpoint.ts';

const Bucket = 'papers';
const MEGABYTE = 1_048_576;

let s3: S3Endpoint;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

/** Begins an upload and sends parts of these sizes. */
async function begin(Key: string, sizes: number[]) {
  const { UploadId } = await s3
    .client()
    .send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/csv' }));
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (const [index, size] of sizes.entries()) {
    const part = { PartNumber: index + 1, Body: Buffer.alloc(size, String(index)) };
    const { ETag } = await s3.client().send(new UploadPartCommand({ Bucket, Key, UploadId, ...part }));
    Parts.push({ PartNumber: index + 1, ETag });
  }
  return { Bucket, Key, UploadId, MultipartUpload: { Parts } };
}

const complete = (upload: Awaited<ReturnType<typeof begin>>, given: object = {}) =>
  s3.client().send(new CompleteMultipartUploadCommand({ ...upload, ...given }));

test('an object of several parts is uploaded in parts', async () => {
  const Body = Buffer.alloc(6 * MEGABYTE, 'abcdefg');
  const params = { Bucket, Key: 'large', Body, ContentType: 'text/csv', Metadata: { count: '9' } };
  await new Upload({ client: s3.client(), params }).done();
  const { Body: read, ...found } = await s3.client().send(new GetObjectCommand({ Bucket, Key: 'large' }));
  expect(Buffer.from((await read?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  expect(found).toMatchObject({ ContentType: 'text/csv', Metadata: { count: '9' } });
  expect(found.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
});

test('an object is there when its upload is complete, and not before', async () => {
  const upload = await begin('late', [5 * MEGABYTE, 10]);
  const head = () => s3.client().send(new HeadObjectCommand({ Bucket, Key: 'late' }));
  await expect(head()).rejects.toMatchObject({ name: 'NotFound' });
  await complete(upload);
  expect((await head()).ContentLength).toBe(5 * MEGABYTE + 10);
  await expect(complete(upload)).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('an upload that wants to be the first is refused when it is not', async () => {
  s3.objects.putObject(Bucket, 'taken', Buffer.from('x'));
  const late = complete(await begin('taken', [3]), { IfNoneMatch: '*' });
  await expect(late).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('an aborted upload is gone', async () => {
  const upload = await begin('aborted', [3]);
  await s3.client().send(new AbortMultipartUploadCommand(upload));
  await expect(complete(upload)).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test.each([
  ['a part is too small', [3, 3], [1, 2], 'EntityTooSmall'],
  ['a part is missing', [3], [1, 2], 'InvalidPart'],
  ['its parts are out of order', [3, 3], [2, 1], 'InvalidPartOrder'],
  ['it has no parts', [], [], 'MalformedXML'],
])('an upload is refused when %s', async (_what, sizes, numbers, name) => {
  const upload = await begin('wrong', sizes);
  const Parts = numbers.map((PartNumber) => ({ PartNumber, ETag: upload.MultipartUpload.Parts[0]?.ETag }));
  const again = numbers.map((number) => upload.MultipartUpload.Parts[number - 1] ?? Parts[number - 1] ?? {});
  await expect(complete(upload, { MultipartUpload: { Parts: again } })).rejects.toMatchObject({ name });
});
