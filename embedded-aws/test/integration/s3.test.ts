import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const { client: settings } = sharedStack();
const Bucket = 'fixture-papers';

test('a bucket of the template takes objects, and gives a function those that its role allows', async () => {
  const client = new S3Client(settings);
  for (const Key of ['own/1', 'other']) await client.send(new PutObjectCommand({ Bucket, Key, Body: `the ${Key}` }));
  const credentials = { accessKeyId: 'fixture-echo', secretAccessKey: 'local' };
  const get = (Key: string) => new S3Client({ ...settings, credentials }).send(new GetObjectCommand({ Bucket, Key }));
  expect(await (await get('own/1')).Body?.transformToString()).toBe('the own/1');
  await expect(get('other')).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
});
