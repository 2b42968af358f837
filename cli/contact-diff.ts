import { CONTACT_FIELDS, type Contact } from '../functions/domain/contact.ts';
import type { ChangeDocument } from './request-document.ts';
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

/** Each contact before and after, where the changes tell; what changes is marked by an arrow. */
export function contactDiffs(changes: ChangeDocument[], terminal: Terminal): string {
  return changes.flatMap((change) => (change.after === undefined ? [] : contactDiff(change, terminal))).join('\n\n');
}

function contactDiff({ accountId, alternateContactType, before, after }: ChangeDocument, terminal: Terminal): string {
  const { paint, width } = terminal;
  const rows = CONTACT_FIELDS.map((field): Cell[] => {
    const [old, next] = [fieldText(before, field), fieldText(after, field)];
    const label: Cell = { text: FIELD_LABELS[field], style: 'dim' };
    return old === next ? [label, old, '=', next] : [label, old, '→', { text: next, style: 'bold' }];
  });
  const columns = [{}, { title: 'BEFORE', wraps: true }, {}, { title: 'AFTER', wraps: true }];
  const table = tableText(columns, rows, { width: width - 2, paint });
  return `${paint('bold', `${accountId} ${alternateContactType}`)}\n${table.replace(/^(?=.)/gm, '  ')}`;
}

function fieldText(contact: Contact | null | undefined, field: keyof Contact): string {
  if (contact === undefined) return 'not read yet';
  return contact === null ? 'not set' : visibleLine(contact[field]);
}
