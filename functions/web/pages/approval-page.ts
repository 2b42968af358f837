import { isExpired } from '../../domain/approval/rounds.ts';
import type { RequestRecord, Vote } from '../../domain/ledger/record.ts';
import { type ApproverWords, approverWords, ruleTexts } from '../../wording/approver.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { outcomeSentence, statusWords } from '../../wording/status.ts';
import { problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';
import { page } from '../parts/page.ts';
import { timeMarkup } from '../parts/time-markup.ts';
import { decisionForm } from './decision-form.ts';
import { diffSection } from './diff-section.ts';
import { factList } from './fact-list.ts';
import { banner, decidedBy, resultsSection } from './outcome-section.ts';
import { votesSection } from './votes-section.ts';

export interface ApprovalPageInput {
  record: RequestRecord;
  /** Whose link was opened. */
  approver: string;
  now: Date;
  /** Proves that a decision comes from this page. */
  nonce: string;
  /** Why the decision that was just sent does not count. */
  problem?: string | undefined;
  /** The comment that was typed with that decision. */
  comment?: string | undefined;
}

/** The page of one approver: the request with the form to decide, or what was decided. */
export function approvalPage(input: ApprovalPageInput): string {
  const { record, approver, now } = input;
  const status = isExpired(record, now.toISOString()) ? 'EXPIRED' : record.status;
  if (status !== 'PENDING_APPROVAL') return decidedPage({ ...input, record: { ...record, status } });
  const words = approverWords(record).find((each) => each.approver === approver);
  return words?.vote ? votedPage(input, words, words.vote) : decisionPage(input);
}

function decisionPage(input: ApprovalPageInput): string {
  const { record, approver, now, problem } = input;
  const main = html`<h1><bdi>${record.request.requestedBy}</bdi> asks to ${askText(record)}</h1>
${factList(record, now)}
${diffSection(record.plan ?? [], 'What changes')}
${votesSection(record, approver)}
${decisionForm(input)}`;
  return formPage(record, `${problem ? 'Not recorded: ' : ''}Approve? ${shortAskText(record)}`, main);
}

/** While the request waits for others, approvers can change their vote. */
function votedPage(input: ApprovalPageInput, { symbol, tone, label }: ApproverWords, { at }: Vote): string {
  const { record, approver, now, problem } = input;
  const meaning = html`Your vote was recorded on ${timeMarkup(at)}. The request is still waiting: ${ruleTexts(record).join('; ')}.`;
  const main = html`${banner(`You ${label} this request`, { symbol, tone }, { meaning, asked: asked(record) })}
${factList(record, now)}
${votesSection(record, approver)}
${diffSection(record.plan ?? [], 'What changes')}
${decisionForm(input)}`;
  return formPage(record, `${problem ? 'Not recorded: ' : ''}You ${label}: ${shortAskText(record)}`, main);
}

function decidedPage({ record, approver, problem }: ApprovalPageInput): string {
  const words = statusWords(record.status);
  const plan = record.plan ?? [];
  const meaning = html`${outcomeSentence(record)} ${decidedBy(record)}`;
  const comment = record.cancellation?.comment;
  const main = html`${banner(words.label, words, { meaning, comment, asked: asked(record) })}
${problemNote(problem)}
${resultsSection(record)}
${factList(record)}
${votesSection(record, approver)}
${plan.length > 0 && diffSection(plan, 'What was requested')}`;
  return page({ title: `${words.label}: ${shortAskText(record)}`, main, footer: requestFooter(record) });
}

function formPage(record: RequestRecord, title: string, main: Html): string {
  return page({
    title,
    main,
    footer: html`<p>Opening this page changes nothing. The link to it is personal, so please don't forward it.</p>${requestFooter(record)}`,
    skipTo: { id: 'decide', label: 'Skip to your decision' },
  });
}

function asked(record: RequestRecord): Html {
  return html`<bdi>${record.request.requestedBy}</bdi> asked to ${askText(record)}.`;
}

function requestFooter({ request }: RequestRecord): Html {
  return html`<p>Request ${request.requestId}</p>`;
}
