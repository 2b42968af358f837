import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ServiceUnavailableError } from '../domain/errors.ts';
import { ObjectAlteredError, ObjectMissingError, ObjectTooLargeError } from '../domain/object-errors.ts';
import { sha256 } from '../domain/request/digest.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';

/** The service's bucket: change sets, plans, results, lists of accounts and reports. */
const bucket = namingFaults(new S3Client({ forcePathStyle: true }));

const Bucket = environmentVariable('BUCKET_NAME');

/** What an object holds, in other words. */
export interface Written {
  /** SHA-256 (hex) of the bytes. */
  sha256: string;
}

/** Writes a value as JSON. The same value is always the same bytes. */
export function putJson(key: string, value: unknown): Promise<Written> {
  return putText(key, JSON.stringify(value), 'application/json');
}

export async function putText(key: string, text: string, ContentType: string): Promise<Written> {
  const { ETag } = await bucket.send(new PutObjectCommand({ Bucket, Key: key, Body: text, ContentType }));
  requireAnswer('PutObject', ETag);
  return { sha256: sha256(text) };
}

/**
 * Reads an object.
 * @param expected its SHA-256 (hex), if it is known what it must hold
 * @param most how many bytes it may have, if somebody else has written it
 * @throws ObjectMissingError, ObjectAlteredError, ObjectTooLargeError
 */
export async function getText(key: string, expected?: string, most = Number.POSITIVE_INFINITY): Promise<string> {
  const text = await bodyOf(key, most);
  if (expected !== undefined && sha256(text) !== expected) throw new ObjectAlteredError(`${key} is not what it was`);
  return text;
}

/** Reads JSON that this service has written; see `getText`. */
export async function getJson<Value>(key: string, expected?: string): Promise<Value> {
  return JSON.parse(await getText(key, expected));
}

async function bodyOf(key: string, most: number): Promise<string> {
  try {
    const { Body, ETag, ContentLength = 0 } = await bucket.send(new GetObjectCommand({ Bucket, Key: key }));
    requireAnswer('GetObject', ETag);
    if (ContentLength > most) {
      if (Body instanceof Readable) Body.destroy();
      throw new ObjectTooLargeError(`${key} has ${ContentLength} bytes, and ${most} at most are read`);
    }
    return (await Body?.transformToString().catch(cutOff)) ?? '';
  } catch (error) {
    if (error instanceof NoSuchKey) throw new ObjectMissingError(`there is no ${key}`, { cause: error });
    throw error;
  }
}

/** What S3 itself answers has a tag; the SDK takes the page of a gateway for an object. @throws ServiceUnavailableError */
function requireAnswer(operation: string, tag: string | undefined): void {
  if (tag === undefined) throw new ServiceUnavailableError(`S3.${operation}/200/NoETag`);
}

/** The SDK tries a call again, but not what comes after the head of its answer. @throws ServiceUnavailableError */
function cutOff(cause: unknown): never {
  throw new ServiceUnavailableError('S3.GetObject/200/CutOff', { cause });
}
