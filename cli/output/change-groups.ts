import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { contactAfter } from '../../functions/domain/request/plan.ts';
import { counted, numberText } from '../../functions/wording/counted.ts';
import { FIELD_LABELS, fieldText } from '../../functions/wording/diff.ts';
import type { Change } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { AlternateContactType } from '../../schemas/compiled/contact-key.js';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Changes that ask for the same contact. */
export interface AskedGroup {
  alternateContactType: AlternateContactType;
  action: Change['action'];
  contact: Contact | null;
  /** How many accounts. */
  count: number;
}

/** More than these help nobody to see what they ask for. */
const MOST_ROWS = 20;

/** Changes by what they ask for, the largest group first. */
export function askedGroups(changes: Change[]): AskedGroup[] {
  const groups = new Map<string, AskedGroup>();
  for (const change of changes) {
    const { alternateContactType, action } = change;
    const contact = contactAfter(change);
    const name = JSON.stringify([alternateContactType, contact && CONTACT_FIELDS.map((field) => contact[field])]);
    const { count } = groups.get(name) ?? { count: 0 };
    groups.set(name, { alternateContactType, action, contact, count: count + 1 });
  }
  return [...groups.values()].toSorted((left, right) => right.count - left.count);
}

/** What is asked for, in how many accounts. */
export function askedGroupTable(groups: AskedGroup[], { width, paint }: Terminal): string {
  const titles = ['ACCOUNTS', 'TYPE', 'ACTION', ...CONTACT_FIELDS.map((field) => FIELD_LABELS[field].toUpperCase())];
  const columns = titles.map((title, index) => ({ title, wraps: index > 2 }));
  const table = tableText(columns, groups.slice(0, MOST_ROWS).map(rowOf), { width, paint });
  const further = groups.slice(MOST_ROWS);
  if (further.length === 0) return table;
  const changes = further.reduce((sum, { count }) => sum + count, 0);
  return `${table}\n… and ${counted(changes, 'change')} to ${counted(further.length, 'other contact')}`;
}

function rowOf({ alternateContactType, action, contact, count }: AskedGroup): Cell[] {
  const fields = contact ? CONTACT_FIELDS.map((field) => fieldText(field, contact[field])) : [];
  const shownAction: Cell = action === 'DELETE' ? { text: action, style: 'red' } : action;
  return [numberText(count), alternateContactType, shownAction, ...fields];
}
