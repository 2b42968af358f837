import '../environment.ts';

import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../../functions/domain/request/digest.ts';

const TEXT = '{"page":1}';

const server = createServer((_request, response) => answer(response));
let answer: (response: ServerResponse) => void;

type Bucket = typeof import('../../../functions/aws/bucket.ts');
let bucket: Bucket;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  bucket = await import('../../../functions/aws/bucket.ts');
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  answer = (response) => response.setHeader('ETag', '"1"').end(TEXT);
});

describe('an object', () => {
  it('is what it must be when its hash is the expected one', async () => {
    expect(await bucket.getJson('plans/run/1.json', sha256(TEXT))).toEqual({ page: 1 });
  });

  it('is altered when its hash is another one', async () => {
    await expect(bucket.getText('plans/run/1.json', sha256('else'))).rejects.toThrow(
      'plans/run/1.json is not what it was',
    );
  });

  it('is missing when S3 says so', async () => {
    answer = (response) => response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    await expect(bucket.getText('plans/run/1.json')).rejects.toMatchObject({ name: 'ObjectMissingError' });
  });

  it('is not read when it is larger than what is expected of it', async () => {
    await expect(bucket.getText('plans/run/1.json', undefined, TEXT.length)).resolves.toBe(TEXT);
    answer = (response) => response.writeHead(200, { ETag: '"1"', 'content-length': 5_000_000_000 }).write(TEXT);
    await expect(bucket.getText('plans/run/1.json', sha256(TEXT), TEXT.length)).rejects.toMatchObject({
      name: 'ObjectTooLargeError',
    });
  });

  it('is no page that something else than S3 answers', async () => {
    answer = (response) => response.setHeader('content-type', 'text/html').end('<html>Something else</html>');
    await expect(bucket.getText('plans/run/1.json', sha256(TEXT))).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      reason: 'S3.GetObject/200/NoETag',
    });
    await expect(bucket.putJson('plans/run/1.json', {})).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
  });

  it('is no part of it when the connection ends in the middle', async () => {
    answer = (response) => {
      response.writeHead(200, { ETag: '"1"', 'content-length': String(TEXT.length) });
      response.write(TEXT.slice(0, 4), () => response.destroy());
    };
    await expect(bucket.getText('plans/run/1.json')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      reason: 'S3.GetObject/200/CutOff',
    });
  });
});
