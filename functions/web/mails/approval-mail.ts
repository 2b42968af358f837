import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import { confirmOf } from '../../domain/approval/confirmation.ts';
import { approversMailedBefore } from '../../domain/approval/rounds.ts';
import { isCommentRequired } from '../../domain/approval/vote.ts';
import type { PlanSummary } from '../../domain/campaign/campaign-plan.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { approverWords, ruleTexts } from '../../wording/approver.ts';
import { askedAgainText } from '../../wording/asked-again.ts';
import { competingNotice } from '../../wording/competing.ts';
import { confirmText } from '../../wording/confirmation.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { timeLeftText, utcText } from '../../wording/time.ts';
import { excerpt } from '../../wording/visible-text.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailCompeting } from './competing.ts';
import { mailDiff } from './diff.ts';
import { type Fact, factsTable, factsText, mailHeading, mailNotes, mailNotice, mailSection } from './facts.ts';
import { mailGroups } from './groups.ts';
import { barredFacts, changeFacts, originFacts } from './request-facts.ts';
import { requestSuffix } from './subject-end.ts';

export interface ApprovalMailInput {
  record: RequestRecord;
  /** Who gets the mail. */
  approver: string;
  /** `<base>/approvals/<43 characters>`: the approver's own link, the only one in either part of the mail. */
  link: string;
  now: Date;
  /** The first is 0. */
  round: number;
  /** The other open requests for the same contacts. */
  competing?: CompetingRequest[];
  /** The plan of a campaign. */
  summary?: PlanSummary | undefined;
  /** What the mail tells approvers who were asked before: that one of those other requests has come since. */
  notice?: 'competitor';
}

/** The mail that asks one approver to decide. It names the ticket without a link to it: its one link is the approver's own. */
export function approvalMail(input: ApprovalMailInput): Mail {
  const { record, approver, link, now, competing } = input;
  const { request } = record;
  const ask = `${request.requestedBy} asks to ${askText(record)}.`;
  const facts = factsOf(record, approver, now);
  const { summary } = input;
  const diff = summary ? mailGroups(summary, summary.groups) : mailDiff(record.plan ?? [], record.accounts);
  const others = mailCompeting(record, competing);
  const { prefix, sentences } = openingOf(input);
  const notes = notesOf(request.requestId);
  return mail({
    subject: `${prefix}${shortAskText(record)}${requestSuffix(record)}`,
    preheader: [...sentences, `Why: ${excerpt(request.reason, 140)}`].join(' '),
    link: { url: link, label: 'Review and decide' },
    text: {
      beforeLink: [...sentences, ask, factsText(facts), 'WHAT CHANGES', diff.text, ...others.text].join('\n\n'),
      afterLink: notes.join('\n'),
    },
    body: {
      beforeLink: mailHtml`${mailNotice(sentences)}${mailHeading(ask)}${factsTable(facts)}${mailSection('What changes')}${diff.html}${others.html}`,
      afterLink: mailNotes(notes),
    },
  });
}

function factsOf(record: RequestRecord, approver: string, now: Date): Fact[] {
  const { expiresAt } = record;
  const others = approverWords(record).filter((each) => each.approver !== approver);
  const facts = [...originFacts(record), ...changeFacts(record)];
  if (expiresAt) facts.push({ term: 'Decide by', value: `${utcText(expiresAt)} (${timeLeftText(expiresAt, now)})` });
  facts.push({ term: 'Approvals', value: ruleTexts(record).join('\n') });
  if (isCommentRequired(record, approver))
    facts.push({ term: 'Comment', value: 'Required, even to approve: say why.' });
  const confirm = confirmText(confirmOf(record.approval, approver));
  if (confirm !== undefined) facts.push({ term: 'Confirm', value: confirm });
  if (others.length > 0) {
    facts.push({ term: 'Also asked', value: others.map((other) => `${other.approver} ${other.text}`).join('\n') });
  }
  facts.push(...barredFacts(record));
  return facts;
}

/** How the subject begins, and what the mail says before anything else. */
function openingOf(input: ApprovalMailInput): { prefix: string; sentences: string[] } {
  const { record, competing = [] } = input;
  const again = askedAgainText(record);
  const others = competingNotice(competing);
  const { prefix, sentence } = reasonOf(input, again !== undefined);
  return { prefix, sentences: [sentence, again, others].filter((each) => each !== undefined) };
}

/** A later round reminds approvers who were asked before, and tells the others why they are asked now. */
function reasonOf({ record, approver, round, notice }: ApprovalMailInput, isAgain: boolean) {
  if (notice === 'competitor') {
    const vote = approverWords(record).find((each) => each.approver === approver && each.vote);
    const before = vote ? `You ${vote.label} request` : 'You were asked to decide on request';
    const after = `${record.request.requestId}. Since then, another one has come. You can still decide ${vote ? 'otherwise' : 'on this one'}.`;
    return { prefix: 'Another request: ', sentence: `${before} ${after}` };
  }
  if (round === 0) return { prefix: firstPrefix(record, isAgain), sentence: undefined };
  return approversMailedBefore(record, round).has(approver)
    ? { prefix: 'Reminder: Approve? ', sentence: 'This request is still waiting for your decision.' }
    : {
        prefix: 'Escalated: Approve? ',
        sentence: 'This request has not been decided yet, so it was escalated to you.',
      };
}

function firstPrefix({ supersedes }: RequestRecord, isAgain: boolean): string {
  if (isAgain) return 'Asked again: Approve? ';
  return supersedes ? 'Corrected: Approve? ' : 'Approve? ';
}

function notesOf(requestId: string): string[] {
  return [
    "Opening the link changes nothing: you decide on the page. The link is personal, so please don't forward this mail.",
    `Request ${requestId}`,
  ];
}
