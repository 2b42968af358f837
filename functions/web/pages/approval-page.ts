import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import { isExpired } from '../../domain/approval/rounds.ts';
import type { RequestRecord, Vote } from '../../domain/ledger/record.ts';
import { type ApproverWords, approverWords, ruleTexts } from '../../wording/approver.ts';
import { askedAgainText, outdatedText } from '../../wording/asked-again.ts';
import { approverNextStepText } from '../../wording/next-step.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { outcomeSentence, statusWords } from '../../wording/status.ts';
import { problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';
import { page } from '../parts/page.ts';
import { timeMarkup } from '../parts/time-markup.ts';
import { type ApproverCampaign, approverPlan } from './approver-plan.ts';
import { competingLine, competingSections } from './competing-section.ts';
import { confirmSection, type ShownConfirmation } from './confirm-section.ts';
import { decisionForm } from './decision-form.ts';
import { diffSection } from './diff-section.ts';
import { factList } from './fact-list.ts';
import { banner, decidedBy, noticeMarkup, resultsSection } from './outcome-section.ts';
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
  /** The other open requests for the same contacts. */
  competing?: CompetingRequest[];
  /** What the vote needs besides the link, and how far the approver has come with it. */
  confirmation?: ShownConfirmation;
  /** The one-time code that was typed, if it is right. */
  code?: string | undefined;
  /** Whether the problem is with the code. */
  isCodeWrong?: boolean;
  /** The plan, if it is that of a campaign. */
  campaign?: ApproverCampaign | undefined;
}

/** The page of one approver: the request with the form to decide, or what was decided. */
export function approvalPage(input: ApprovalPageInput): string {
  const { record, approver, now } = input;
  const status = isExpired(record, now.toISOString()) ? 'EXPIRED' : record.status;
  if (status !== 'PENDING_APPROVAL') return decidedPage({ ...input, record: { ...record, status } });
  if (record.isOutdated) return outdatedPage(input);
  const words = approverWords(record).find((each) => each.approver === approver);
  return words?.vote ? votedPage(input, words, words.vote) : decisionPage(input);
}

function decisionPage(input: ApprovalPageInput): string {
  const { record, approver, now, problem, competing } = input;
  const main = html`<h1><bdi>${record.request.requestedBy}</bdi> asks to ${askText(record)}</h1>
${noticeMarkup(askedAgainText(record))}${competingLine(competing)}
${factList(record, now)}
${changesSection(input, 'What changes')}
${competingSections(record, competing)}
${votesSection(record, approver)}
${decisionSection(input)}`;
  return formPage(record, `${problem ? 'Not recorded: ' : ''}Approve? ${shortAskText(record)}`, main);
}

/** Every contact before and after. */
function changesSection({ record, campaign }: ApprovalPageInput, heading: string): Html | undefined {
  const { plan = [], accounts } = record;
  if (campaign) return approverPlan(campaign, heading);
  return plan.length > 0 ? diffSection(plan, accounts, heading) : undefined;
}

/** The form to decide, or what must be done before. */
function decisionSection(input: ApprovalPageInput): Html {
  const { confirmation = { kind: 'link' }, record, approver } = input;
  const hasVoted = record.votes.some((vote) => vote.approver === approver);
  return confirmSection(confirmation, { ...input, hasVoted }) ?? decisionForm(input);
}

/** While the request waits for others, approvers can change their vote. */
function votedPage(input: ApprovalPageInput, { symbol, tone, label }: ApproverWords, { at }: Vote): string {
  const { record, approver, now, problem, competing } = input;
  const meaning = html`Your vote was recorded on ${timeMarkup(at)}. The request is still waiting: ${ruleTexts(record).join('; ')}.`;
  const main = html`${banner(`You ${label} this request`, { symbol, tone }, { meaning, asked: asked(record) })}
${competingLine(competing)}
${factList(record, now)}
${votesSection(record, approver)}
${changesSection(input, 'What changes')}
${competingSections(record, competing)}
${decisionSection(input)}`;
  return formPage(record, `${problem ? 'Not recorded: ' : ''}You ${label}: ${shortAskText(record)}`, main);
}

/** While the plan is outdated nobody can decide. What it showed is no longer so, and is not shown again. */
function outdatedPage({ record, problem }: ApprovalPageInput): string {
  const meaning = html`${outdatedText(record)} Votes given before do not count. If you are to decide on it, you get a new mail.`;
  const headline = 'Being compared again';
  const main = html`${banner(headline, statusWords(record.status), { meaning, asked: asked(record) })}
${problemNote(problem && 'Your decision was not recorded.')}
${factList(record)}`;
  return page({ title: `${headline}: ${shortAskText(record)}`, main, footer: requestFooter(record) });
}

function decidedPage(input: ApprovalPageInput): string {
  const { record, approver, problem } = input;
  const words = statusWords(record.status);
  const meaning = html`${outcomeSentence(record)} ${decidedBy(record)} ${approverNextStepText(record)}`;
  const comment = record.cancellation?.comment;
  const main = html`${banner(words.label, words, { meaning, comment, asked: asked(record) })}
${problemNote(problem)}
${resultsSection(record)}
${factList(record)}
${votesSection(record, approver)}
${changesSection(input, 'What was requested')}`;
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
