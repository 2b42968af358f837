import { randomInt } from 'node:crypto';
import { Argument } from 'commander';
import { sha256 } from '../../functions/domain/request/digest.ts';
import { readableRequest } from '../../functions/domain/request/readable-request.ts';
import { isRequestKey, requestIdIn, requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { REQUEST_ID_CHARACTERS } from '../../schemas/compiled/limits.js';
import { checkedArgument } from './checked-argument.ts';

const RANDOM_CHARACTERS = 4;
const HASH_CHARACTERS = 10;

/** A new requestId: the time and something random. */
export function newRequestId(now: Date): string {
  return newId('cli', now);
}

/** A new name of a sweep, made in the same way. */
export function newSweepId(now: Date): string {
  return newId('sweep', now);
}

function newId(prefix: string, now: Date): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => randomInt(36).toString(36)).join('');
  return `${prefix}-${now.getTime().toString(36)}-${random}`;
}

/** A requestId made from another one, always the same. One that would be too long is cut, and a hash keeps it unique. */
export function derivedRequestId(requestId: string, { prefix = '', suffix = '' }): string {
  const room = REQUEST_ID_CHARACTERS - prefix.length - suffix.length;
  if (requestId.length <= room) return `${prefix}${requestId}${suffix}`;
  const hash = sha256(requestId).slice(0, HASH_CHARACTERS);
  return `${prefix}${requestId.slice(0, room - HASH_CHARACTERS - 1)}-${hash}${suffix}`;
}

/** A request as a user names it: by its requestId, or, where several systems have chosen the same, by its key. */
export type RequestName = string;

/** The requestId in a name. */
export function requestIdOf(name: RequestName): string {
  return isRequestKey(name) ? requestIdIn(name) : name;
}

/** The argument that names a request. */
export function requestIdArgument(): Argument {
  const description = 'the id of the request, such as cli-mgx0k2fz-7d1q, or <system>/<id>';
  return new Argument('<requestId>', description).argParser(parseName);
}

function parseName(text: string): RequestName {
  const [first = '', second, ...others] = text.split('/');
  const requestId = second ?? first;
  const system = second === undefined ? undefined : first;
  const { requestId: id, source } = readableRequest({ requestId, source: { system } });
  const isValid = others.length === 0 && id === requestId && source?.system === system;
  checkedArgument(text, 'the id of a request', { field: 'requestId', isValid });
  return system === undefined ? requestId : requestKeyOf({ source: { system }, requestId });
}
