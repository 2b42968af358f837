import { createHash } from 'node:crypto';
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call } from '../../endpoint/service.ts';
import { isStreamed, readStream } from './streamed-payload.ts';

/** What a request carries. */
export interface Payload {
  bytes: Buffer;
  /** The headers of the checksums that came with it. */
  checksums: Record<string, string>;
}

/**
 * Reads the bytes of a request, and compares them with the checksums that came with them.
 * @throws AwsError named `BadDigest`, `InvalidDigest`, `IncompleteBody` or `MalformedTrailerError`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export async function readPayload({ headers, body }: Call['request']): Promise<Payload> {
  const { bytes, trailers } = isStreamed(headers) ? readStream(headers, body) : { bytes: body, trailers: {} };
  const given = Object.entries({ ...headers, ...trailers }).filter(([name]) => name in CHECKSUMS);
  for (const [name, value] of given) {
    const expected = await CHECKSUMS[name]?.(bytes);
    if (value !== expected) throw badDigest(name.slice(PREFIX.length).toUpperCase(), 'calculated checksum');
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !/^[\w+/]{22}==$/.test(md5)) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (md5 !== undefined && md5 !== hash('md5', bytes)) throw badDigest('Content-MD5', 'content');
  return { bytes, checksums: Object.fromEntries(given) };
}

const PREFIX = 'x-amz-checksum-';

/** The checksum in base64, by the header that has it. */
const CHECKSUMS: Record<string, (bytes: Buffer) => string | Promise<string>> = {
  [`${PREFIX}crc32`]: (bytes) => digest(new Crc32(), bytes),
  [`${PREFIX}crc32c`]: (bytes) => digest(new Crc32c(), bytes),
  [`${PREFIX}crc64nvme`]: (bytes) => digest(new Crc64Nvme(), bytes),
  [`${PREFIX}sha1`]: (bytes) => hash('sha1', bytes),
  [`${PREFIX}sha256`]: (bytes) => hash('sha256', bytes),
};

interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

async function digest(checksum: Digest, bytes: Buffer): Promise<string> {
  checksum.update(bytes);
  return Buffer.from(await checksum.digest()).toString('base64');
}

function hash(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('base64');
}

function badDigest(given: string, other: string): AwsError {
  return new AwsError('BadDigest', `The ${given} you specified did not match the ${other}.`);
}
