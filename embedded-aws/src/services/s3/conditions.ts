import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call } from '../../endpoint/service.ts';
import type { ObjectHead } from './object-store.ts';

type Headers = Call['request']['headers'];

/**
 * Checks what a write demands of the object that is there, which can only be that there is none.
 * @throws AwsError named `PreconditionFailed`
 */
export function checkBeforeWrite(headers: Headers, exists: boolean): void {
  const wanted = headers['if-none-match'];
  if (wanted === undefined) return;
  if (wanted !== '*') throw unsupported('If-None-Match of a write with anything but *');
  if (exists) throw failed('If-None-Match');
}

/**
 * Checks what a reader demands of the object that is there.
 * @returns whether the reader has it already
 * @throws AwsError named `PreconditionFailed`
 */
export function isKnownToReader(headers: Headers, { etag, lastModified }: ObjectHead): boolean {
  const match = headers['if-match'];
  if (match !== undefined && !names(match, etag)) throw failed('If-Match');
  const known = headers['if-none-match'];
  if (known !== undefined) return names(known, etag);
  const since = headers['if-modified-since'];
  return since !== undefined && Math.floor(lastModified.getTime() / 1000) * 1000 <= Date.parse(since);
}

/** Clients may leave out the quotes. */
function names(list: string, etag: string): boolean {
  return list
    .split(',')
    .some((each) => ['*', etag, etag.replaceAll('"', '')].includes(each.trim().replace(/^W\//, '')));
}

/** @throws AwsError naming a header that would make a difference on AWS, and makes none here */
export function refuseUnknownHeaders(headers: Headers): void {
  const unknown = Object.keys(headers).find((name) => /^(x-amz-|if-)/.test(name) && !KNOWN.test(name));
  if (unknown !== undefined) throw unsupported(`the header ${unknown} of a call of S3`);
}

const KNOWN =
  /^(x-amz-(content-sha256|date|security-token|user-agent|trailer|decoded-content-length|expected-bucket-owner|sdk-checksum-algorithm|checksum-.+|meta-.+)|if-(match|none-match|modified-since))$/;

function unsupported(what: string): AwsError {
  return new AwsError('UnknownOperationException', `The embedded AWS does not support ${what}`, 501);
}

function failed(Condition: string): AwsError {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new AwsError('PreconditionFailed', message, 412, { Condition });
}
