import { isExpired } from '../domain/approval.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Vote } from '../domain/vote.ts';
import { decisionForm } from './decision-form.ts';
import { problemNote } from './form-field.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { diffSection } from './page-diff.ts';
import { factList } from './page-facts.ts';
import { banner, decidedBy, resultsSection } from './page-outcome.ts';
import { timeMarkup, votesSection } from './page-votes.ts';
import { askText, shortAskText } from './request-text.ts';
import { cancellation, outcomeSentence } from './result-view.ts';
import { statusText } from './status-text.ts';
import { type ApproverView, approverViews, ruleTexts } from './voting-view.ts';

export interface ApprovalPageInput {
  record: RequestRecord;
  /** Whose link was opened. */
  approver: string;
  now: Date;
  /** Proves that a decision comes from this page. */
  nonce: string;
  /** Why the decision that was just sent does not count. */
  problem?: string | undefined;
  /** What was typed as that decision's comment. */
  comment?: string | undefined;
}

/** The page of one approver: what is asked and the form to decide, or what was decided. */
export function approvalPage(input: ApprovalPageInput): string {
  const { record, approver, now } = input;
  const status = isExpired(record, now.toISOString()) ? 'EXPIRED' : record.status;
  if (status !== 'PENDING_APPROVAL') return decidedPage({ ...input, record: { ...record, status } });
  const view = approverViews(record).find((each) => each.approver === approver);
  return view?.vote ? votedPage(input, view, view.vote) : decisionPage(input);
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

/** While the request waits for others, who has voted may change their vote. */
function votedPage(input: ApprovalPageInput, { symbol, tone, label }: ApproverView, { at }: Vote): string {
  const { record, approver, now, problem } = input;
  const meaning = html`Your vote was recorded on ${timeMarkup(at)}. The request still waits: ${ruleTexts(record).join('; ')}.`;
  const main = html`${banner(`You ${label} this request`, { symbol, tone }, { meaning, asked: asked(record) })}
${factList(record, now)}
${votesSection(record, approver)}
${diffSection(record.plan ?? [], 'What will change')}
${decisionForm(input)}`;
  return formPage(record, `${problem ? 'Not recorded: ' : ''}You ${label}: ${shortAskText(record)}`, main);
}

function decidedPage({ record, approver, problem }: ApprovalPageInput): string {
  const look = statusText(record.status);
  const plan = record.plan ?? [];
  const meaning = html`${outcomeSentence(record)} ${decidedBy(record)}`;
  const comment = cancellation(record)?.comment;
  const main = html`${banner(look.label, look, { meaning, comment, asked: asked(record) })}
${problemNote(problem)}
${resultsSection(record)}
${factList(record)}
${votesSection(record, approver)}
${plan.length > 0 && diffSection(plan, 'What was asked')}`;
  return page({ title: `${look.label}: ${shortAskText(record)}`, main, footer: requestFooter(record) });
}

function formPage(record: RequestRecord, title: string, main: Html): string {
  return page({
    title,
    main,
    footer: html`<p>Opening this page changes nothing. The link to it is personal; please do not forward it.</p>${requestFooter(record)}`,
    skipTo: { id: 'decide', label: 'Skip to your decision' },
  });
}

function asked(record: RequestRecord): Html {
  return html`<bdi>${record.request.requestedBy}</bdi> asked to ${askText(record)}.`;
}

function requestFooter({ request }: RequestRecord): Html {
  return html`<p>Request ${request.requestId}</p>`;
}
