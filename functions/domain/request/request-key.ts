import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';

/**
 * What names a request within the service: `<system>/<requestId>`. A requestId belongs to its source, so two sources may choose
 * the same one. Neither part may hold a slash, see the schema of the change request.
 */
export type RequestKey = `${string}/${string}`;

/** A system has one name in upper and lower case, so that no other spelling of it makes a second identity. */
export function requestKeyOf({ source, requestId }: Pick<ChangeRequest, 'source' | 'requestId'>): RequestKey {
  return `${source.system.toLowerCase()}/${requestId}`;
}

/** Whether a text that was read somewhere can be a key. */
export function isRequestKey(text: unknown): text is RequestKey {
  return typeof text === 'string' && /^[^/]+\/[^/]+$/.test(text);
}

/** The requestId in a key, as people know it. */
export function requestIdIn(key: RequestKey): string {
  return key.slice(key.indexOf('/') + 1);
}
