import { AwsError } from '../../endpoint/aws-error.ts';
import type { RawResponse } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { ObjectStore } from './object-store.ts';
import { documentResponse } from './xml.ts';

/** The most entries on a page. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE_SIZE = 1000;

/** An entry of a list: an object, or all whose keys go on behind the delimiter. */
interface Entry {
  isPrefix: boolean;
  key: string;
  /** The last key that it stands for. */
  last: string;
}

/** A page of the objects of a bucket. @throws AwsError named `InvalidArgument` or `NoSuchBucket` */
export function listObjects(objects: ObjectStore, input: JsonObject): RawResponse {
  const [bucket, prefix] = [textAt(input, 'Bucket') ?? '', textAt(input, 'Prefix') ?? ''];
  const token = textAt(input, 'ContinuationToken');
  const delimiter = textAt(input, 'Delimiter') || undefined;
  const size = pageSize(textAt(input, 'MaxKeys'));
  const after = token === undefined ? textAt(input, 'StartAfter') : readToken(token);
  const keys = objects.keys(bucket, prefix);
  const start = after === undefined ? 0 : firstAfter(keys, after);
  const { entries, next } = pageFrom(keys, { start, size, prefix, delimiter });
  const shown = (key: string) =>
    textAt(input, 'EncodingType') === 'url' ? encodeURIComponent(key).replaceAll('%2F', '/') : key;
  return documentResponse('ListBucketResult', {
    Name: bucket,
    Prefix: shown(prefix),
    Delimiter: delimiter && shown(delimiter),
    StartAfter: textAt(input, 'StartAfter'),
    EncodingType: textAt(input, 'EncodingType'),
    MaxKeys: size,
    KeyCount: entries.length,
    IsTruncated: next !== undefined,
    ContinuationToken: token,
    NextContinuationToken: next && tokenOf(next),
    Contents: entries.filter(({ isPrefix }) => !isPrefix).map(({ key }) => contents(objects, bucket, key, shown)),
    CommonPrefixes: entries.filter(({ isPrefix }) => isPrefix).map(({ key }) => ({ Prefix: shown(key) })),
  });
}

interface PageOptions {
  start: number;
  size: number;
  prefix: string;
  delimiter: string | undefined;
}

function pageFrom(
  keys: string[],
  { start, size, prefix, delimiter }: PageOptions,
): { entries: Entry[]; next?: string } {
  const entries: Entry[] = [];
  for (const key of keys.slice(start, delimiter === undefined ? start + size + 1 : undefined)) {
    const cut = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    const shown = cut < 0 || delimiter === undefined ? key : key.slice(0, cut + delimiter.length);
    const newest = entries.at(-1);
    if (newest?.isPrefix && newest.key === shown) newest.last = key;
    else if (entries.length === size) return { entries, next: newest?.last ?? '' };
    else entries.push({ isPrefix: cut >= 0, key: shown, last: key });
  }
  return { entries };
}

function contents(objects: ObjectStore, bucket: string, key: string, shown: (key: string) => string): JsonObject {
  const { lastModified, etag, size } = objects.headObject(bucket, key);
  return {
    Key: shown(key),
    LastModified: lastModified.toISOString(),
    ETag: etag,
    Size: size,
    StorageClass: 'STANDARD',
  };
}

/** The keys are in the order of their bytes. */
function firstAfter(keys: string[], key: string): number {
  const bytes = Buffer.from(key);
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Buffer.compare(Buffer.from(keys[middle] ?? ''), bytes) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function pageSize(text = String(PAGE_SIZE)): number {
  if (!/^\d{1,10}$/.test(text)) throw invalid('Provided max-keys not an integer or within integer range');
  return Math.min(PAGE_SIZE, Number(text));
}

function tokenOf(key: string): string {
  return `1${Buffer.from(key).toString('base64url')}`;
}

function readToken(token: string): string {
  const key = Buffer.from(token.slice(1), 'base64url').toString();
  if (tokenOf(key) === token) return key;
  throw invalid('The continuation token provided is incorrect');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgument', message);
}
