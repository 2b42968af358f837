import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { INDENT, indented, labelled } from '../../output/sections.ts';
import { type Cell, tableText } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import type { Entry, ExplainedApproval, ExplainedRound, Notice, PolicyExplanation } from './explanation.ts';

/** Which rule applies to a change, for people. */
export function policyReport(explanation: PolicyExplanation, file: string, terminal: Terminal): string {
  const { paint } = terminal;
  const { account, alternateContactType } = explanation.change;
  const rule = paint('bold', visibleLine(explanation.rule));
  return [
    `${account.accountId} ${alternateContactType} falls under the rule: ${rule}`,
    labelled(changeRows(explanation), terminal),
    `${paint('bold', `Rules of ${visibleLine(file)}, from the top`)}\n${ruleTable(explanation, terminal)}`,
    `${paint('bold', 'What the rule requires')}\n${labelled(approvalRows(explanation), terminal)}`,
    ...problemLines(explanation, terminal),
  ].join('\n\n');
}

type Labelled = [label: string, text: string][];

function changeRows({ change: { action, source, requester, changes, requestedBy } }: PolicyExplanation): Labelled {
  const claim = requester === 'claimed' ? ', as claimed by whoever put the event' : '';
  return [
    [
      'Change',
      `${action}, ${changes === 1 ? 'the only change' : `one of ${changes} changes`} in a request from ${source}`,
    ],
    ['Requester', `${requestedBy ?? 'anybody who is not an approver (choose one with --requested-by)'}${claim}`],
  ];
}

/** For the rule that applies, what holds; for the others, what does not. */
function ruleTable({ rules }: PolicyExplanation, { width, paint }: Terminal): string {
  const rows = rules.map(({ rule, conditions }): Cell[] => {
    const unmet = conditions.filter(({ holds }) => !holds);
    const told = unmet.length > 0 ? unmet : conditions;
    const text = told.map((condition) => visibleLine(condition.text)).join('\n');
    const symbol: Cell = unmet.length > 0 ? { text: '✗', style: 'dim' } : { text: '✓', style: 'green' };
    return [symbol, visibleLine(rule), text || 'has no conditions, so it applies when no rule above does'];
  });
  return indented(tableText([{}, { wraps: true }, { wraps: true }], rows, { width: width - INDENT.length, paint }));
}

function approvalRows({ approval }: PolicyExplanation): Labelled {
  if (!approval) return [['Approval', 'none: the change is pre-approved and applied at once']];
  const { approvers, rounds, commentRequired, confirm = 'link', rejection, leftOut = [] } = approval;
  return [
    ['Approvers', approvers.map(entryText).join('\n')],
    ['Quorum', quorumText(approval)],
    ['Rounds', [...rounds.map(roundText), 'then the request expires'].join('\n')],
    ['Comment', commentRequired ? 'required to approve and to reject' : 'required to reject'],
    ['Confirm', CONFIRM_TEXTS[confirm]],
    ['Rejection', rejection === 'majority' ? 'more than half of the approvers must reject' : 'any approver can reject'],
    ...noticeRows(leftOut),
  ];
}

function noticeRows(leftOut: Notice[]): Labelled {
  return leftOut.length > 0 ? [['No mail', leftOut.map((notice) => NOTICE_TEXTS[notice]).join('\n')]] : [];
}

const NOTICE_TEXTS: Record<Notice, string> = {
  pending: 'to the requester while the request waits',
  decided: 'to the other approvers when it is decided: the page says it',
};

const CONFIRM_TEXTS: Record<NonNullable<ExplainedApproval['confirm']>, string> = {
  link: 'the link in the mail is enough',
  code: 'a one-time code, which the approver gets in a second mail',
  signIn: 'the approver signs in at the identity provider',
};

function entryText({ from, members }: Entry): string {
  const addresses = members.map(
    ({ approver, isRequester }) => `${visibleLine(approver)}${isRequester ? ' (the requester, not eligible)' : ''}`,
  );
  return from.includes('@') ? addresses.join() : `${from}: ${addresses.join(', ')}`;
}

function quorumText({ approvers, quorum }: ExplainedApproval): string {
  if (quorum === 'one-of-each')
    return `one approval from each: ${approvers.map(({ from }) => visibleLine(from)).join(', ')}`;
  return counted(quorum, 'approval');
}

/** `2. 24h, reminds approvers who haven't voted, escalates to heads: boss@example.com`. */
function roundText({ wait, remind, escalateTo }: ExplainedRound, index: number): string {
  const does = [
    ...(remind ? ["reminds approvers who haven't voted"] : []),
    ...(escalateTo ? [`escalates to ${escalateTo.map(entryText).join(', ')}`] : []),
  ];
  return `${index + 1}. ${[wait, ...does].join(', ')}`;
}

function problemLines({ approval, change, tooLarge = [] }: PolicyExplanation, { paint }: Terminal): string[] {
  const { problems = [] } = approval ?? {};
  const size = tooLarge.map(
    (text) => `${paint('red', '!')} Such a request ends INVALID, because it\n${indented(visibleLine(text))}`,
  );
  if (problems.length === 0) return size;
  const who = visibleLine(change.requestedBy ?? 'anybody');
  const first = `${paint('red', '!')} The quorum cannot be reached: a request by ${who} ends INVALID, because it`;
  return [...size, [first, ...problems.map((problem) => indented(visibleLine(problem)))].join('\n')];
}
