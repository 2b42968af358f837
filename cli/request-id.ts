import { createHash, randomInt } from 'node:crypto';
import { Argument, InvalidArgumentError } from 'commander';

/** As in schemas/change-request.schema.json. */
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/;

const ID_CHARACTERS = 80;
const RANDOM_CHARACTERS = 4;
const HASH_CHARACTERS = 10;

/** A requestId that nobody has used: the time, and something random. */
export function newRequestId(now: Date): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => randomInt(36).toString(36)).join('');
  return `cli-${now.getTime().toString(36)}-${random}`;
}

/** A requestId made of another one, always the same. One that is too long is cut, and a hash tells it from others. */
export function derivedRequestId(requestId: string, { prefix = '', suffix = '' }): string {
  const room = ID_CHARACTERS - prefix.length - suffix.length;
  if (requestId.length <= room) return `${prefix}${requestId}${suffix}`;
  const hash = createHash('sha256').update(requestId).digest('hex').slice(0, HASH_CHARACTERS);
  return `${prefix}${requestId.slice(0, room - HASH_CHARACTERS - 1)}-${hash}${suffix}`;
}

/** The argument that names a request. */
export function requestIdArgument(): Argument {
  return new Argument('<requestId>', 'the id of the request, such as cli-mgx0k2fz-7d1q').argParser((id: string) => {
    if (REQUEST_ID.test(id)) return id;
    throw new InvalidArgumentError('It has 1 to 80 letters, digits and ._:-, and begins with a letter or digit.');
  });
}
