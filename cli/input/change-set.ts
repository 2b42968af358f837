import { createHash } from 'node:crypto';
import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { type ChangeSet, changeSetKey } from '../../functions/domain/request/change-set.ts';
import type { Change } from '../../schemas/compiled/change-request.js';

/** A change set with the bytes of its object. */
export interface WrittenChangeSet extends ChangeSet {
  bytes: Uint8Array;
}

/**
 * The change set of changes, in their order: the first ones are the first to be applied. The same changes always have the
 * same bytes, so the object has the same name when they are sent again.
 */
export function changeSetOf(changes: Change[]): WrittenChangeSet {
  const bytes = Buffer.from(changes.map(lineOf).join(''));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { key: changeSetKey(sha256), sha256, count: changes.length, bytes };
}

/** How the request names the change set. */
export function namedChangeSet({ key, sha256, count }: ChangeSet): ChangeSet {
  return { key, sha256, count };
}

function lineOf(change: Change): string {
  const { accountId, alternateContactType, action } = change;
  const contact =
    change.action === 'PUT'
      ? Object.fromEntries(CONTACT_FIELDS.map((field) => [field, change.contact[field]]))
      : undefined;
  return `${JSON.stringify({ accountId, alternateContactType, action, contact })}\n`;
}
