import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { type ApproverWords, approverWords } from '../../functions/wording/approver.ts';
import { counted } from '../../functions/wording/counted.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { type ApprovalDocument, approvalDocuments, awaitedApprovers } from './request-document.ts';
import { INDENT } from './sections.ts';
import { type Cell, type Column, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TONE_STYLES } from './tone.ts';
import { withComment } from './visible.ts';

const COLUMNS: Column[] = [{}, { wraps: true }, { wraps: true }];

/** How far each rule is from its quorum, who has voted, who is awaited, and who could not be reached. */
export function approvalTable(record: RequestRecord, { width, paint }: Terminal): string {
  const awaited = awaitedApprovers(record);
  const rows: Cell[][] = [
    ...approvalDocuments(record).map((approval) => ruleRow(approval, awaited.length > 0)),
    ...approverWords(record).flatMap((approver) => approverRow(approver, awaited)),
  ];
  return rows.length === 0 ? '' : tableText(COLUMNS, rows, { width: width - INDENT.length, paint });
}

function ruleRow(
  { rule, from, approvals, quorum, commentRequired, confirm, rejection }: ApprovalDocument,
  isOpen: boolean,
): Cell[] {
  const terms = [
    `${approvals} of ${counted(quorum, 'approval')}`,
    ...(commentRequired ? ['each with a comment'] : []),
    ...(confirm === 'code' ? ['each with a one-time code'] : []),
    ...(confirm === 'signIn' ? ['each by signing in'] : []),
    ...(rejection === 'majority' ? ['a majority must reject'] : []),
  ];
  return [
    approvals >= quorum ? { text: '✓', style: 'green' } : { text: isOpen ? '…' : '–', style: 'yellow' },
    `rule: ${visibleLine(rule)}${from === undefined ? '' : `, from ${visibleLine(from)}`}`,
    terms.join(', '),
  ];
}

/** Someone who has not voted is worth a line only while their vote is needed. */
function approverRow({ approver, vote, why, symbol, tone, text }: ApproverWords, awaited: string[]): Cell[][] {
  if (!vote && why === '' && !awaited.includes(approver)) return [];
  return [
    [{ text: symbol, style: TONE_STYLES[tone] }, visibleLine(approver), withComment(visibleLine(text), vote?.comment)],
  ];
}
