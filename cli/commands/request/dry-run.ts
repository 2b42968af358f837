import { CONTACT_FIELDS } from '../../../functions/domain/contact/contact.ts';
import { accountText } from '../../../functions/wording/account.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { FIELD_LABELS, fieldText } from '../../../functions/wording/diff.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ListedAccount } from '../../aws/organization.ts';
import type { ExitCode } from '../../exit-code.ts';
import { sections } from '../../output/sections.ts';
import { type Cell, tableText } from '../../output/table.ts';
import type { Signed } from '../../signed.ts';
import { printResult, type Session } from '../session.ts';

/** Shows what would be sent, and sends nothing. */
export function dryRun(
  session: Session,
  requests: Signed<ChangeRequest>[],
  accounts: ListedAccount[],
  extra: object,
): ExitCode {
  const document = { dryRun: true, stage: session.stage, requests, ...extra };
  printResult(session, document, () => sections(requests.map((request) => requestText(session, request, accounts))));
  return 0;
}

function requestText(
  { stage, terminal }: Session,
  { requestId, changes }: Signed<ChangeRequest>,
  accounts: ListedAccount[],
): string {
  const count = new Set(changes.map(({ accountId }) => accountId)).size;
  const what = `${counted(changes.length, 'change')} in ${counted(count, 'account')}`;
  const columns = ['ACCOUNT', 'TYPE', 'ACTION', ...CONTACT_FIELDS.map((field) => FIELD_LABELS[field].toUpperCase())];
  const table = tableText(
    columns.map((title, index) => ({ title, wraps: index === 0 || index > 2 })),
    changes.map((change) => rowOf(change, accounts)),
    terminal,
  );
  return `Would send ${requestId}: ${what}, stage ${stage}\n\n${table}`;
}

function rowOf(change: Change, accounts: ListedAccount[]): Cell[] {
  const { accountId, alternateContactType, action } = change;
  const contact = change.action === 'PUT' ? CONTACT_FIELDS.map((field) => fieldText(field, change.contact[field])) : [];
  const account = accounts.find((each) => each.accountId === accountId) ?? { accountId };
  return [accountText(account), alternateContactType, action, ...contact];
}
