import { CONTACT_FIELDS } from '../../../functions/domain/contact/contact.ts';
import { accountText } from '../../../functions/wording/account.ts';
import { FIELD_LABELS, fieldText } from '../../../functions/wording/diff.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import type { ListedAccount } from '../../aws/organization.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { CheckedRequest } from '../../input/check-request.ts';
import { askedGroups, askedGroupTable } from '../../output/change-groups.ts';
import { type Cell, tableText } from '../../output/table.ts';
import { sizeText } from '../send-request.ts';
import { printResult, type Session } from '../session.ts';

/** Shows what would be sent, and sends nothing. Of a campaign, it shows the groups of its changes. */
export function dryRun(session: Session, checked: CheckedRequest, accounts: ListedAccount[], extra: object): ExitCode {
  const { stage, terminal } = session;
  const { request, changes, changeSet } = checked;
  const groups = changeSet && askedGroups(changes);
  const document = { dryRun: true, stage, request, ...(groups && { groups }), ...extra };
  printResult(session, document, () => {
    const table = groups ? askedGroupTable(groups, terminal) : changeTable(session, changes, accounts);
    return `Would send ${request.requestId}: ${sizeText(checked)}, stage ${stage}\n\n${table}`;
  });
  return 0;
}

function changeTable({ terminal }: Session, changes: Change[], accounts: ListedAccount[]): string {
  const columns = ['ACCOUNT', 'TYPE', 'ACTION', ...CONTACT_FIELDS.map((field) => FIELD_LABELS[field].toUpperCase())];
  return tableText(
    columns.map((title, index) => ({ title, wraps: index === 0 || index > 2 })),
    changes.map((change) => rowOf(change, accounts)),
    terminal,
  );
}

function rowOf(change: Change, accounts: ListedAccount[]): Cell[] {
  const { accountId, alternateContactType, action } = change;
  const contact = change.action === 'PUT' ? CONTACT_FIELDS.map((field) => fieldText(field, change.contact[field])) : [];
  const account = accounts.find((each) => each.accountId === accountId) ?? { accountId };
  return [accountText(account), alternateContactType, action, ...contact];
}
