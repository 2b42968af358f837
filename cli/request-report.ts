import type { HistoryEntry } from '../functions/domain/request-record.ts';
import type { Vote } from '../functions/domain/vote.ts';
import { contactDiffs } from './contact-diff.ts';
import type { ApprovalDocument, ChangeDocument, RequestDocument } from './request-document.ts';
import { INDENT, indented, sections, titled } from './sections.ts';
import { statusText } from './status-text.ts';
import { type Cell, type Column, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { visibleLine, visibleText } from './terminal-text.ts';
import { durationText, utcText } from './time-text.ts';

const VOTE_COLUMNS: Column[] = [{}, { wraps: true }, { wraps: true }];

/** All that is known of a request, for people to read. */
export function requestReport(document: RequestDocument, terminal: Terminal, now: Date): string {
  return sections([
    headline(document, terminal),
    reasonLines(document),
    facts(document, terminal, now),
    titled('Changes', changeTable(document.changes ?? [], terminal), terminal),
    contactDiffs(document.changes ?? [], terminal),
    titled('Approval', approvalLines(document, terminal), terminal),
    titled('Timeline', timelineTable(document.history ?? [], terminal), terminal),
  ]);
}

/** How a request has ended, for people who have watched its timeline. */
export function endReport(document: RequestDocument, terminal: Terminal): string {
  return sections([
    headline(document, terminal),
    reasonLines(document),
    indented(changeTable(document.changes ?? [], terminal)),
    contactDiffs(document.changes ?? [], terminal),
  ]);
}

/** The line of a status: `✓ cli-1 is APPLIED: every change is in place`. */
function headline({ requestId, status, applyingSince }: RequestDocument, { paint }: Terminal): string {
  const { symbol, style, sentence } = statusText(status);
  const isWaiting = status === 'APPROVED' && applyingSince === undefined;
  const meaning = isWaiting ? 'the changes are about to be applied' : sentence;
  return `${paint(style, symbol)} ${paint('bold', visibleLine(requestId))} is ${paint(style, status)}: ${meaning}`;
}

/** When, who, what and why: one row for each entry of the history. `whoWidth` keeps the columns of several tables straight. */
export function timelineTable(history: HistoryEntry[], { width, paint }: Terminal, whoWidth = 0): string {
  const rows = history.map(({ at, who, what, comment }): Cell[] => [
    { text: utcText(at), style: 'dim' },
    visibleLine(who),
    withComment(visibleLine(what), comment),
  ]);
  const columns = [{}, { wraps: true, minWidth: whoWidth }, { wraps: true }];
  return tableText(columns, rows, { width: width - INDENT.length, paint });
}

function facts(document: RequestDocument, { width, paint }: Terminal, now: Date): string {
  const { requestedBy, reason, source, createdAt, expiresAt } = document;
  if (requestedBy === undefined || createdAt === undefined) return '';
  const ticket = [source?.system, source?.reference, source?.url].flatMap((part) => part ?? []).join(', ');
  const rows: [string, string][] = [
    ['Requested', `${utcText(createdAt)} by ${visibleLine(requestedBy)}`],
    ['Reason', visibleText(reason ?? '')],
    ['Source', visibleLine(ticket)],
    ...(expiresAt === undefined ? [] : [['Expires', expiryText(expiresAt, now)] satisfies [string, string]]),
  ];
  const cells = rows.map(([label, value]): Cell[] => [{ text: label, style: 'dim' }, value]);
  return indented(tableText([{}, { wraps: true }], cells, { width: width - INDENT.length, paint }));
}

/** Each change, and what became of it. */
export function changeTable(changes: ChangeDocument[], { width, paint }: Terminal): string {
  if (changes.length === 0) return '';
  const hasErrors = changes.some(({ error }) => error !== undefined);
  const columns: Column[] = [
    ...['ACCOUNT', 'TYPE', 'ACTION', 'STATUS'].map((title) => ({ title })),
    ...(hasErrors ? [{ title: 'ERROR', wraps: true }] : []),
  ];
  const rows = changes.map(({ accountId, alternateContactType, action, status, error = '' }): Cell[] => [
    accountId,
    alternateContactType,
    action,
    status === null ? 'open' : { text: status, style: statusText(status).style },
    ...(hasErrors ? [visibleLine(error)] : []),
  ]);
  return tableText(columns, rows, { width: width - INDENT.length, paint });
}

function approvalLines(
  { approvals = [], votes = [], awaited = [], unreachable = [] }: RequestDocument,
  { width, paint }: Terminal,
): string {
  const rows: Cell[][] = [
    ...approvals.map((approval) => ruleRow(approval, awaited.length > 0)),
    ...votes.map(voteRow),
    ...awaited.map((approver): Cell[] => [{ text: '…', style: 'yellow' }, visibleLine(approver), 'awaited']),
    ...unreachable.map(({ approver, why }): Cell[] => [
      { text: '!', style: 'red' },
      visibleLine(approver),
      `not reached: ${visibleLine(why)}`,
    ]),
  ];
  return rows.length === 0 ? '' : tableText(VOTE_COLUMNS, rows, { width: width - INDENT.length, paint });
}

function ruleRow(
  { rule, from, approvals, quorum, commentRequired, rejection }: ApprovalDocument,
  isOpen: boolean,
): Cell[] {
  const terms = [
    `${approvals} of ${quorum} approval${quorum === 1 ? '' : 's'}`,
    ...(commentRequired ? ['each with a comment'] : []),
    ...(rejection === 'majority' ? ['a majority rejects'] : []),
  ];
  return [
    approvals >= quorum ? { text: '✓', style: 'green' } : { text: isOpen ? '…' : '–', style: 'yellow' },
    `rule: ${visibleLine(rule)}${from === undefined ? '' : `, from ${visibleLine(from)}`}`,
    terms.join(', '),
  ];
}

function voteRow({ approver, decision, comment }: Vote): Cell[] {
  const [symbol, word]: [Cell, string] =
    decision === 'approve' ? [{ text: '✓', style: 'green' }, 'approved'] : [{ text: '✗', style: 'red' }, 'rejected'];
  return [symbol, visibleLine(approver), withComment(word, comment)];
}

function withComment(words: string, comment = ''): string {
  return comment === '' ? words : `${words}: ${visibleText(comment)}`;
}

function reasonLines({ reasons = [] }: RequestDocument): string {
  return reasons.map((reason) => `${INDENT}${visibleLine(reason)}`).join('\n');
}

function expiryText(expiresAt: string, now: Date): string {
  const left = Date.parse(expiresAt) - now.getTime();
  return `${utcText(expiresAt)}, ${left > 0 ? `in ${durationText(left, 2)}` : 'any moment'}`;
}
