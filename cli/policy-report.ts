import type { Entry, ExplainedApproval, ExplainedRound, PolicyExplanation } from './policy-explanation.ts';
import { indented } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { visibleLine } from './terminal-text.ts';

const INDENT_WIDTH = 2;

/** Which rule a change falls under, for people to read. */
export function policyReport(explanation: PolicyExplanation, file: string, terminal: Terminal): string {
  const { paint } = terminal;
  const { account, alternateContactType } = explanation.change;
  const rule = paint('bold', visibleLine(explanation.rule));
  return [
    `${account.accountId} ${alternateContactType} falls under the rule: ${rule}`,
    labelled(changeRows(explanation), terminal),
    `${paint('bold', `Rules of ${visibleLine(file)}, from the top`)}\n${ruleTable(explanation, terminal)}`,
    `${paint('bold', 'What the rule asks')}\n${labelled(approvalRows(explanation), terminal)}`,
    ...problemLines(explanation, terminal),
  ].join('\n\n');
}

type Labelled = [label: string, text: string][];

function changeRows({ change: { action, source, changes, requestedBy } }: PolicyExplanation): Labelled {
  return [
    ['Change', `${action}, ${changes === 1 ? 'the only one' : `one of ${changes}`} of a request from ${source}`],
    ['Requester', requestedBy ?? 'anybody who is no approver (--requested-by names one)'],
  ];
}

/** Of the rule that matches, what holds; of the others, what does not. */
function ruleTable({ rules }: PolicyExplanation, { width, paint }: Terminal): string {
  const rows = rules.map(({ rule, conditions }): Cell[] => {
    const unmet = conditions.filter(({ holds }) => !holds);
    const told = unmet.length > 0 ? unmet : conditions;
    const text = told.map((condition) => visibleLine(condition.text)).join('\n');
    const symbol: Cell = unmet.length > 0 ? { text: '✗', style: 'dim' } : { text: '✓', style: 'green' };
    return [symbol, visibleLine(rule), text || 'has no conditions, so it takes what no rule above takes'];
  });
  return indented(tableText([{}, { wraps: true }, { wraps: true }], rows, { width: width - INDENT_WIDTH, paint }));
}

function approvalRows({ approval }: PolicyExplanation): Labelled {
  if (!approval) return [['Approval', 'none: the change is pre-approved and applied at once']];
  const { approvers, rounds, commentRequired, rejection } = approval;
  return [
    ['Asked', approvers.map(entryText).join('\n')],
    ['Quorum', quorumText(approval)],
    ['Rounds', [...rounds.map(roundText), 'then the request expires'].join('\n')],
    ['Comment', commentRequired ? 'required to approve and to reject' : 'required to reject'],
    ['Rejection', rejection === 'majority' ? 'by more than half of those asked' : 'by any of those asked'],
  ];
}

function entryText({ from, members }: Entry): string {
  const addresses = members.map(
    ({ approver, isRequester }) => `${visibleLine(approver)}${isRequester ? " (the requester: doesn't count)" : ''}`,
  );
  return from.includes('@') ? addresses.join() : `${from}: ${addresses.join(', ')}`;
}

function quorumText({ approvers, quorum }: ExplainedApproval): string {
  if (quorum === 'one-of-each')
    return `one approval of each: ${approvers.map(({ from }) => visibleLine(from)).join(', ')}`;
  return `${quorum} approval${quorum === 1 ? '' : 's'}`;
}

/** `2. 24h: reminds who has not voted, escalates to heads: boss@example.com`. */
function roundText({ wait, remind, escalateTo }: ExplainedRound, index: number): string {
  const does = [
    ...(remind ? ['reminds who has not voted'] : []),
    ...(escalateTo ? [`escalates to ${escalateTo.map(entryText).join(', ')}`] : []),
  ];
  return `${index + 1}. ${[wait, ...does].join(', ')}`;
}

function problemLines({ approval, change }: PolicyExplanation, { paint }: Terminal): string[] {
  const { problems = [] } = approval ?? {};
  if (problems.length === 0) return [];
  const who = visibleLine(change.requestedBy ?? 'anybody');
  const first = `${paint('red', '!')} The quorum cannot be reached: a request of ${who} ends INVALID, because it`;
  return [[first, ...problems.map((problem) => indented(visibleLine(problem)))].join('\n')];
}

function labelled(rows: Labelled, { width, paint }: Terminal): string {
  const cells = rows.map(([label, text]): Cell[] => [{ text: label, style: 'dim' }, text]);
  return indented(tableText([{}, { wraps: true }], cells, { width: width - INDENT_WIDTH, paint }));
}
