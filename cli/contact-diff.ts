import { CONTACT_FIELDS, type Contact, type ContactKey } from '../functions/domain/contact.ts';
import { indented } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { visibleLine } from './terminal-text.ts';

/** The fields of a contact as people call them. */
export const FIELD_LABELS: Record<keyof Contact, string> = {
  name: 'name',
  title: 'title',
  emailAddress: 'e-mail',
  phoneNumber: 'phone',
};

/** A contact twice: as it was and as it becomes, `null` for none; what is not known is left out. */
export interface ContactDifference extends ContactKey {
  before?: Contact | null;
  after?: Contact | null;
}

/** Each contact before and after, where that is told; what changes is marked by an arrow. */
export function contactDiffs(
  differences: ContactDifference[],
  terminal: Terminal,
  titles: [before: string, after: string] = ['BEFORE', 'AFTER'],
): string {
  return differences
    .flatMap((difference) => (difference.after === undefined ? [] : contactDiff(difference, terminal, titles)))
    .join('\n\n');
}

function contactDiff(
  { accountId, alternateContactType, before, after }: ContactDifference,
  { paint, width }: Terminal,
  [oldTitle, nextTitle]: [string, string],
): string {
  const rows = CONTACT_FIELDS.map((field): Cell[] => {
    const [old, next] = [fieldText(before, field), fieldText(after, field)];
    const label: Cell = { text: FIELD_LABELS[field], style: 'dim' };
    return old === next ? [label, old, '=', next] : [label, old, '→', { text: next, style: 'bold' }];
  });
  const columns = [{}, { title: oldTitle, wraps: true }, {}, { title: nextTitle, wraps: true }];
  const table = tableText(columns, rows, { width: width - 2, paint });
  return `${paint('bold', `${accountId} ${alternateContactType}`)}\n${indented(table)}`;
}

function fieldText(contact: Contact | null | undefined, field: keyof Contact): string {
  if (contact === undefined) return 'not read yet';
  return contact === null ? 'not set' : visibleLine(contact[field]);
}
