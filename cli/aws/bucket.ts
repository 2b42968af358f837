import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ChangeSet } from '../../functions/domain/request/change-set.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';

/** A change set as it is uploaded. */
type Uploaded = Pick<ChangeSet, 'key' | 'sha256'> & { bytes: Uint8Array };

/** The service's bucket, which holds what is too large for an event or an item of the table. */
export interface Bucket {
  /**
   * Uploads a change set, also where it is there already: from then on it is kept for as long as a new one, and what else may be
   * under its name is gone.
   * @param tell is told how many bytes are on their way, again and again
   */
  putChangeSet(changeSet: Uploaded, tell: (bytes: number) => void): Promise<void>;
  /** The object with this key; `undefined` if there is none. */
  readObject(key: string): Promise<Uint8Array | undefined>;
}

const CHUNK_BYTES = 65_536;

export function connectBucket(settings: Settings, readCaller: () => Promise<Caller>): Bucket {
  const { client, endpoint, serviceName } = settings;
  // Names of hosts that contain a bucket's name lead to AWS alone.
  const s3 = once(() => new S3Client({ ...client, ...(endpoint !== undefined && { forcePathStyle: true }) }));
  const bucket = once(async () => bucketName(serviceName, await readCaller()));
  return {
    async putChangeSet(changeSet, tell) {
      const command = putCommand(await bucket(), changeSet);
      sendInChunks(command, changeSet.bytes, tell);
      await call('s3:PutObject', () => s3().send(command));
    },

    async readObject(Key) {
      const Bucket = await bucket();
      return call('s3:GetObject', async () => {
        try {
          return await (await s3().send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray();
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined;
          throw error;
        }
      });
    },
  };
}

/** The name that the deployment gives it. */
function bucketName(serviceName: string, { accountId, region }: Caller): string {
  return `${serviceName}-${accountId}-${region}`;
}

function putCommand(Bucket: string, { key, sha256, bytes }: Uploaded): PutObjectCommand {
  return new PutObjectCommand({
    Bucket,
    Key: key,
    Body: bytes,
    ContentType: 'application/jsonl',
    ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
  });
}

/** Each attempt sends the same bytes anew, in chunks that can be counted. They are signed as a whole before. */
function sendInChunks({ middlewareStack }: PutObjectCommand, bytes: Uint8Array, tell: (bytes: number) => void): void {
  middlewareStack.add(
    (next) => (given) => {
      Object.assign(Object(given.request), { body: Readable.from(chunks(bytes, tell)) });
      return next(given);
    },
    { step: 'deserialize', priority: 'low', name: 'countSentBytes' },
  );
}

function* chunks(bytes: Uint8Array, tell: (bytes: number) => void): Generator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += CHUNK_BYTES) {
    const chunk = bytes.subarray(begin, begin + CHUNK_BYTES);
    tell(begin + chunk.length);
    yield chunk;
  }
}
