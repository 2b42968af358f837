import { isExpired } from '../domain/approval.ts';
import type { RequestStatus } from '../domain/request.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { decisionForm } from './decision-form.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { diffSection } from './page-diff.ts';
import { factList } from './page-facts.ts';
import { banner, decidedBy, resultsSection } from './page-outcome.ts';
import { timeMarkup, votesSection } from './page-votes.ts';
import { askText, shortAskText } from './request-text.ts';
import { statusText } from './status-text.ts';
import { ruleTexts, voteText } from './voting-view.ts';

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
  if (status !== 'PENDING_APPROVAL') return decidedPage(input, status);
  return record.votes.some((vote) => vote.approver === approver) ? votedPage(input) : decisionPage(input);
}

function decisionPage({ record, approver, now, nonce, problem, comment }: ApprovalPageInput): string {
  const main = html`<h1><bdi>${record.request.requestedBy}</bdi> asks to ${askText(record)}</h1>
${factList(record, now)}
${diffSection(record.plan ?? [], 'What changes')}
${votesSection(record, approver)}
${decisionForm({ approver, nonce, problem, comment })}`;
  return page({
    title: `${problem ? 'Not recorded: ' : ''}Approve? ${shortAskText(record)}`,
    main,
    footer: footer(record, 'Opening this page changes nothing. The link to it is personal; please do not forward it.'),
    skipTo: { id: 'decide', label: 'Skip to your decision' },
  });
}

function votedPage({ record, approver, now, problem }: ApprovalPageInput): string {
  const vote = record.votes.find((cast) => cast.approver === approver);
  const { symbol, label } = voteText(vote);
  const recorded = html`Your vote was recorded${vote && html` on ${timeMarkup(vote.at)}`}. The request still waits: ${ruleTexts(record).join('; ')}.`;
  const main = html`${banner(`You ${label} this request`, { symbol, tone: 'good' }, [recorded, asked(record)])}
${problemNote(problem)}
${restOfRecord(record, approver, { now, heading: 'What will change' })}`;
  return page({ title: `You ${label}: ${shortAskText(record)}`, main, footer: footer(record) });
}

function decidedPage({ record, approver, problem }: ApprovalPageInput, status: RequestStatus): string {
  const look = statusText(status);
  const outcome = html`${look.sentence} ${decidedBy({ ...record, status })}`;
  const main = html`${banner(look.label, look, [outcome, asked(record)])}
${problemNote(problem)}
${resultsSection(record)}
${restOfRecord(record, approver, { heading: 'What was asked' })}`;
  return page({ title: `${look.label}: ${shortAskText(record)}`, main, footer: footer(record) });
}

/** What a page shows of the request where nothing is left to decide; `now` only while others still may. */
function restOfRecord(
  record: RequestRecord,
  approver: string,
  { now, heading }: { now?: Date; heading: string },
): Html {
  const plan = record.plan ?? [];
  return html`${factList(record, now)}
${votesSection(record, approver)}
${plan.length > 0 && diffSection(plan, heading)}`;
}

function asked(record: RequestRecord): Html {
  return html`<bdi>${record.request.requestedBy}</bdi> asked to ${askText(record)}.`;
}

function problemNote(problem: string | undefined): Html | undefined {
  return problem ? html`<p class="problem" role="alert">${problem}</p>` : undefined;
}

function footer({ request }: RequestRecord, note?: string): Html {
  return html`${note && html`<p>${note}</p>`}<p>Request ${request.requestId}</p>`;
}
