import { createRequire } from 'node:module';
import { isObject, objectsAt } from '../json.ts';

const store: unknown = createRequire(import.meta.url)('aws-ses-v2-local/dist/store.js');

/**
 * Dates a mail in the inbox, which knows only the clock of the machine.
 * @param at in milliseconds since 1970
 */
export function dateMail(messageId: string, at: number): void {
  const readStore = isObject(store) ? store['getStoreReadonly'] : undefined;
  const kept: unknown = typeof readStore === 'function' ? readStore() : undefined;
  if (!isObject(kept)) throw new Error('aws-ses-v2-local has no store');
  const mail = objectsAt(kept, 'emails').findLast((each) => each['messageId'] === messageId);
  if (mail) mail['at'] = Math.floor(at / 1000);
}
