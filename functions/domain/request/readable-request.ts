import validRequest from '../../../schemas/compiled/change-request.js';
import validContactKey, { type ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { StatusEvent } from '../../../schemas/compiled/status-event.js';
import { contactKey } from '../contact/contact.ts';
import { type RequestKey, requestKeyOf } from './request-key.ts';

/** Who asks, and from where, of a request that may be invalid: every field that is valid by itself. */
export type ReadableRequest = Pick<StatusEvent, 'requestId' | 'requestedBy' | 'source'>;

/** Reads a request of any shape, to report on one that is invalid. */
export function readableRequest(request: unknown): ReadableRequest {
  const isValid = fieldChecker(request);
  const text = (value: unknown, pointer: string) => (typeof value === 'string' && isValid(pointer) ? value : undefined);
  const { requestId, requestedBy, source } = isObject(request) ? request : {};
  return {
    requestId: text(requestId, '/requestId') ?? null,
    requestedBy: text(requestedBy, '/requestedBy') ?? null,
    source: isObject(source)
      ? Object.fromEntries(
          ['system', 'reference', 'url'].flatMap((field) => {
            const value = text(source[field], `/source/${field}`);
            return value === undefined ? [] : [[field, value]];
          }),
        )
      : null,
  };
}

/** The key of a request that names its system and its id readably. */
export function readableKey({ source, requestId }: ReadableRequest): RequestKey | undefined {
  const { system } = source ?? {};
  return system !== undefined && requestId !== null ? requestKeyOf({ source: { system }, requestId }) : undefined;
}

/** The contacts that a request of any shape names readably. */
export function readableContacts(request: unknown): ContactKey[] {
  const changes = isObject(request) && Array.isArray(request['changes']) ? request['changes'] : [];
  return changes.flatMap((change: unknown) => {
    if (!isObject(change)) return [];
    const key = { accountId: change['accountId'], alternateContactType: change['alternateContactType'] };
    return validContactKey(key) ? [contactKey(key)] : [];
  });
}

/** Tells whether the schema finds nothing wrong with the value at a pointer. */
function fieldChecker(request: unknown): (pointer: string) => boolean {
  // The changes are left out: thousands of broken ones would only cost time.
  const head = isObject(request) ? { ...request, changes: [] } : {};
  validRequest(head);
  const wrong = new Set((validRequest.errors ?? []).map(({ instancePath }) => instancePath));
  return (pointer) => !wrong.has(pointer);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
