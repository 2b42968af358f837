import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TestStack } from '../stack.ts';

/** The service's bucket, as its users reach it. */
export class WorldBucket {
  readonly #client: S3Client;
  readonly #name: string;

  constructor({ client, health }: TestStack) {
    this.#client = new S3Client({ ...client, forcePathStyle: true });
    this.#name = `${health.eventBusName}-111111111111-us-east-1`;
  }

  /** Puts changes there, as somebody does who asks for many. @returns the change set that a request names */
  async putChangeSet(changes: object[]) {
    const text = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const key = `change-sets/${sha256}.jsonl`;
    await this.#client.send(new PutObjectCommand({ Bucket: this.#name, Key: key, Body: text }));
    return { key, sha256, count: changes.length };
  }

  /** The tag of an object; nothing if there is none. */
  async tagOf(key: string): Promise<string | undefined> {
    const reading = this.#client.send(new GetObjectCommand({ Bucket: this.#name, Key: key }));
    return (await reading.catch(() => undefined))?.ETag;
  }
}
