import type { Drift } from '../domain/inventory/drift.ts';
import type { Standing } from '../domain/inventory/inventory.ts';
import { accountText } from './account.ts';
import { utcText } from './time.ts';
import { visibleLine } from './visible-text.ts';

const STANDING_TEXTS: Record<Standing, string> = {
  inLine: 'It is as the policy wants it now.',
  drifted: 'It is not as the policy wants it.',
  missing: 'The policy wants a contact, but now there is none.',
  unmanaged: 'The policy leaves it alone.',
  unreadable: 'It could not be read since.',
};

/** What is known of a contact that somebody else has changed, in one line and without its details. */
export function driftText({ item, alternateContactType, seen, change }: Drift): string {
  const by = change.changedBy === undefined ? '' : ` by ${visibleLine(change.changedBy)}`;
  const found = `found on ${utcText(change.foundAt)}`;
  return `${alternateContactType} of ${accountText(item)}: changed${by}, ${found}. ${STANDING_TEXTS[seen.standing]}`;
}
