import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { FIELD_LABELS, fieldText } from '../../functions/wording/diff.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { type AccountOfChange, changeAccountText } from './change-document.ts';
import { indented } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';

/** A contact before and after; `null` means not set. What is unknown is left out. */
export interface ContactDifference extends ContactKey, AccountOfChange {
  before?: Contact | null;
  after?: Contact | null;
}

/** Each contact before and after, where both are to be shown; arrows mark what changes. */
export function contactDiffs(
  differences: ContactDifference[],
  terminal: Terminal,
  titles: [before: string, after: string] = ['BEFORE', 'AFTER'],
): string {
  return differences
    .flatMap((difference) => (difference.after === undefined ? [] : contactDiff(difference, terminal, titles)))
    .join('\n\n');
}

/** A contact before and after, field by field, below what it belongs to. */
export function diffTable(
  heading: string,
  { before, after }: Pick<ContactDifference, 'before' | 'after'>,
  { paint, width }: Terminal,
  [oldTitle, nextTitle]: [before: string, after: string] = ['BEFORE', 'AFTER'],
): string {
  const rows = CONTACT_FIELDS.map((field): Cell[] => {
    const [old, next] = [contactText(before, field), contactText(after, field)];
    const label: Cell = { text: FIELD_LABELS[field], style: 'dim' };
    return old === next ? [label, old, '=', next] : [label, old, '→', { text: next, style: 'bold' }];
  });
  const columns = [{}, { title: oldTitle, wraps: true }, {}, { title: nextTitle, wraps: true }];
  const table = tableText(columns, rows, { width: width - 2, paint });
  return `${paint('bold', heading)}\n${indented(table)}`;
}

function contactDiff(
  difference: ContactDifference,
  terminal: Terminal,
  titles: [before: string, after: string],
): string {
  return diffTable(`${changeAccountText(difference)} ${difference.alternateContactType}`, difference, terminal, titles);
}

function contactText(contact: Contact | null | undefined, field: keyof Contact): string {
  if (contact === undefined) return 'not read yet';
  return contact === null ? 'not set' : fieldText(field, contact[field]);
}
