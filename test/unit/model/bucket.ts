import { NoSuchKey } from '@aws-sdk/client-s3';
import { sha256 } from '../../../functions/domain/request/digest.ts';

/** A bucket in memory. */
export class Bucket {
  /** The texts by their keys. */
  readonly objects = new Map<string, string>();

  answer(command: string, { Key, Body }: Record<string, unknown>): object {
    const key = String(Key);
    if (command === 'PutObjectCommand') this.objects.set(key, String(Body));
    const text = this.objects.get(key);
    if (text === undefined) throw new NoSuchKey({ message: 'The specified key does not exist.', $metadata: {} });
    return { ETag: `"${sha256(text)}"`, Body: { transformToString: async () => text } };
  }

  /** What an object holds. @throws Error when there is none */
  json<Value>(key: string): Value {
    const text = this.objects.get(key);
    if (text === undefined) throw new Error(`there is no object ${key}`);
    return JSON.parse(text);
  }
}
