import { CONTACT_FIELDS } from '../../../functions/domain/contact/contact.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { FIELD_LABELS } from '../../../functions/wording/diff.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ExitCode } from '../../exit-code.ts';
import { sections } from '../../output/sections.ts';
import { type Cell, tableText } from '../../output/table.ts';
import { printResult, type Session } from '../session.ts';

/** Shows what would be sent, and sends nothing. */
export function dryRun(session: Session, requests: ChangeRequest[], extra: object): ExitCode {
  const document = { dryRun: true, stage: session.stage, requests, ...extra };
  printResult(session, document, () => sections(requests.map((request) => requestText(session, request))));
  return 0;
}

function requestText({ stage, terminal }: Session, { requestId, changes }: ChangeRequest): string {
  const accounts = new Set(changes.map(({ accountId }) => accountId)).size;
  const what = `${counted(changes.length, 'change')} in ${counted(accounts, 'account')}`;
  const columns = ['ACCOUNT', 'TYPE', 'ACTION', ...CONTACT_FIELDS.map((field) => FIELD_LABELS[field].toUpperCase())];
  const table = tableText(
    columns.map((title, index) => ({ title, wraps: index > 2 })),
    changes.map(rowOf),
    terminal,
  );
  return `Would send ${requestId}: ${what}, stage ${stage}\n\n${table}`;
}

function rowOf(change: Change): Cell[] {
  const { accountId, alternateContactType, action } = change;
  const contact = change.action === 'PUT' ? CONTACT_FIELDS.map((field) => visibleLine(change.contact[field])) : [];
  return [accountId, alternateContactType, action, ...contact];
}
