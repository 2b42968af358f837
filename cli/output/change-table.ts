import { statusWords } from '../../functions/wording/status.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { type ChangeDocument, changeAccountText } from './change-document.ts';
import { INDENT } from './sections.ts';
import { type Cell, type Column, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TONE_STYLES } from './tone.ts';

/** Each change and what became of it. */
export function changeTable(changes: ChangeDocument[], { width, paint }: Terminal): string {
  if (changes.length === 0) return '';
  const hasErrors = changes.some(({ error }) => error !== undefined);
  const columns: Column[] = [
    { title: 'ACCOUNT', wraps: true },
    ...['TYPE', 'ACTION', 'STATUS'].map((title) => ({ title })),
    ...(hasErrors ? [{ title: 'ERROR', wraps: true }] : []),
  ];
  const rows = changes.map(({ alternateContactType, action, status, error = '', ...account }): Cell[] => [
    changeAccountText(account),
    alternateContactType,
    action,
    status === null ? 'open' : { text: status, style: TONE_STYLES[statusWords(status).tone] },
    ...(hasErrors ? [visibleLine(error)] : []),
  ]);
  return tableText(columns, rows, { width: width - INDENT.length, paint });
}
