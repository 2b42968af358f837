import { createHash } from 'node:crypto';
import { currentTime } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, numberAt, objectAt, textAt } from '../../json.ts';
import type { BucketModel } from '../../template/bucket-models.ts';
import { hasExpired } from './expiry.ts';
import { ObjectBytes } from './object-bytes.ts';

/** An object without its bytes. */
export interface ObjectSummary {
  key: string;
  size: number;
  /** In double quotes. */
  etag: string;
  lastModified: Date;
}

/** What else is known of an object. */
export interface ObjectHead extends ObjectSummary {
  contentType: string;
  /** Further headers that its readers get: user metadata, checksums, how to show and to cache it. Names in lower case. */
  headers: Record<string, string>;
}

export interface ObjectAttributes {
  contentType?: string;
  headers?: Record<string, string>;
  /** Of an object that was uploaded in parts. */
  etag?: string;
}

/** The buckets of the template and their objects. A bucket keeps only the newest version of an object. */
export class ObjectStore {
  readonly #buckets: Map<string, BucketModel>;
  /** By bucket and key, with a slash between them. */
  readonly #objects: Map<string, JsonObject>;
  readonly #bytes: ObjectBytes;
  /** The keys of buckets that were listed since an object was added or removed. */
  readonly #sortedKeys = new Map<string, string[]>();
  /** When expired objects were looked for, in whole days since 1970. */
  #expiredUntil = 0;

  /**
   * @param kept the objects of an earlier run
   * @param directory where their bytes are kept; without it, in memory
   */
  constructor(buckets: BucketModel[], kept = new Map<string, JsonObject>(), directory?: string) {
    this.#buckets = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    this.#objects = kept;
    this.#bytes = new ObjectBytes(directory);
    this.#bytes.removeAllBut(new Set([...kept.values()].map(nameOfBytes)));
  }

  /** @throws AwsError named `NoSuchBucket` */
  putObject(bucket: string, key: string, body: Uint8Array, attributes: ObjectAttributes = {}): { etag: string } {
    this.#open(bucket);
    const id = `${bucket}/${key}`;
    const before = this.#objects.get(id);
    const { contentType = 'binary/octet-stream', headers = {}, etag = etagOf(body) } = attributes;
    const lastModified = Math.floor(currentTime());
    const stored = { bytes: this.#bytes.write(body), size: body.length, etag, lastModified, contentType, headers };
    this.#objects.set(id, stored);
    if (before) this.#bytes.remove(nameOfBytes(before));
    else this.#sortedKeys.delete(bucket);
    return { etag };
  }

  /** @throws AwsError named `NoSuchBucket` or `NoSuchKey` */
  getObject(bucket: string, key: string): ObjectHead & { body: Buffer } {
    const stored = this.#find(bucket, key);
    return { ...headOf(key, stored), body: this.#bytes.read(nameOfBytes(stored)) };
  }

  /** @throws AwsError named `NoSuchBucket` or `NoSuchKey` */
  headObject(bucket: string, key: string): ObjectHead {
    return headOf(key, this.#find(bucket, key));
  }

  /** @throws AwsError named `NoSuchBucket` */
  has(bucket: string, key: string): boolean {
    this.#open(bucket);
    return this.#objects.has(`${bucket}/${key}`);
  }

  /**
   * Removes an object, if there is one.
   * @throws AwsError named `NoSuchBucket`
   */
  deleteObject(bucket: string, key: string): void {
    this.#open(bucket);
    this.#remove(bucket, key);
  }

  /**
   * The objects whose keys begin with a prefix, in the order of the keys' UTF-8 bytes.
   * @throws AwsError named `NoSuchBucket`
   */
  listObjects(bucket: string, prefix: string): ObjectSummary[] {
    return this.keys(bucket, prefix).map((key) => this.headObject(bucket, key));
  }

  /**
   * The keys that begin with a prefix, in the order of their UTF-8 bytes.
   * @throws AwsError named `NoSuchBucket`
   */
  keys(bucket: string, prefix: string): string[] {
    this.#open(bucket);
    const known = this.#sortedKeys.get(bucket);
    const keys = known ?? sorted([...this.#objects.keys()], `${bucket}/`);
    this.#sortedKeys.set(bucket, keys);
    return prefix === '' ? keys : keys.filter((key) => key.startsWith(prefix));
  }

  /** @throws AwsError named `NoSuchBucket` */
  #open(bucket: string): void {
    this.#removeExpired();
    if (this.#buckets.has(bucket)) return;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
  }

  #find(bucket: string, key: string): JsonObject {
    this.#open(bucket);
    const stored = this.#objects.get(`${bucket}/${key}`);
    if (!stored) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    return stored;
  }

  #remove(bucket: string, key: string): void {
    const stored = this.#objects.get(`${bucket}/${key}`);
    if (!stored) return;
    this.#objects.delete(`${bucket}/${key}`);
    this.#sortedKeys.delete(bucket);
    this.#bytes.remove(nameOfBytes(stored));
  }

  /** Objects expire at midnight, so it is enough to look once a day. */
  #removeExpired(): void {
    const now = currentTime();
    const day = Math.floor(now / DAY_MS);
    if (day === this.#expiredUntil) return;
    this.#expiredUntil = day;
    for (const [id, stored] of [...this.#objects]) {
      const slash = id.indexOf('/');
      const [bucket, key] = [id.slice(0, slash), id.slice(slash + 1)];
      const rules = this.#buckets.get(bucket)?.expirations ?? [];
      if (hasExpired(key, modifiedAt(stored), rules, now)) this.#remove(bucket, key);
    }
  }
}

const DAY_MS = 86_400_000;

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function headOf(key: string, stored: JsonObject): ObjectHead {
  const headers = Object.entries(objectAt(stored, 'headers')).map(([name, value]) => [name, String(value)]);
  return {
    key,
    size: numberAt(stored, 'size') ?? 0,
    etag: textAt(stored, 'etag') ?? '',
    lastModified: new Date(modifiedAt(stored)),
    contentType: textAt(stored, 'contentType') ?? '',
    headers: Object.fromEntries(headers),
  };
}

function nameOfBytes(stored: JsonObject): string {
  return textAt(stored, 'bytes') ?? '';
}

function modifiedAt(stored: JsonObject): number {
  return numberAt(stored, 'lastModified') ?? 0;
}

/** As texts of one character for each byte, keys compare as their bytes do. */
function sorted(ids: string[], start: string): string[] {
  return ids
    .filter((id) => id.startsWith(start))
    .map((id) => ({ key: id.slice(start.length), bytes: Buffer.from(id).toString('latin1') }))
    .sort((one, other) => (one.bytes < other.bytes ? -1 : 1))
    .map(({ key }) => key);
}
