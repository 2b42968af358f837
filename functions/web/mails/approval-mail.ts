import { approversMailedBefore } from '../../domain/approval/rounds.ts';
import { isCommentRequired } from '../../domain/approval/vote.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { approverWords, ruleTexts } from '../../wording/approver.ts';
import { askText, shortAskText, sourceTerm, sourceText } from '../../wording/request.ts';
import { timeLeftText, utcText } from '../../wording/time.ts';
import { excerpt } from '../../wording/visible-text.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailDiff } from './diff.ts';
import { type Fact, factsTable, factsText, mailHeading, mailNotes, mailSection } from './facts.ts';

export interface ApprovalMailInput {
  record: RequestRecord;
  /** Who gets the mail. */
  approver: string;
  /** `<base>/approvals/<43 characters>`: the approver's own link, the only one in either part of the mail. */
  link: string;
  now: Date;
  /** The first is 0. */
  round: number;
}

/** The mail that asks one approver to decide. It names the ticket without a link to it: its one link is the approver's own. */
export function approvalMail({ record, approver, link, now, round }: ApprovalMailInput): Mail {
  const { request } = record;
  const ask = `${request.requestedBy} asks to ${askText(record)}.`;
  const facts = factsOf(record, approver, now);
  const diff = mailDiff(record.plan ?? []);
  const opening = openingOf(record, approver, round);
  const notes = notesOf(request.requestId);
  return mail({
    subject: `${opening.prefix}Approve? ${shortAskText(record)} — requested by ${request.requestedBy}`,
    preheader: `${opening.sentence} Why: ${excerpt(request.reason, 140)}`.trim(),
    link: { url: link, label: 'Review and decide' },
    text: {
      beforeLink: [opening.sentence, ask, factsText(facts), 'WHAT CHANGES', diff.text].filter(Boolean).join('\n\n'),
      afterLink: notes.join('\n'),
    },
    body: {
      beforeLink: mailHtml`${opening.sentence && mailNotes([opening.sentence])}
${mailHeading(ask)}${factsTable(facts)}${mailSection('What changes')}${diff.html}`,
      afterLink: mailNotes(notes),
    },
  });
}

function factsOf(record: RequestRecord, approver: string, now: Date): Fact[] {
  const { request, expiresAt } = record;
  const others = approverWords(record).filter((each) => each.approver !== approver);
  const facts: Fact[] = [
    { term: 'Why', value: request.reason },
    { term: 'Requested by', value: request.requestedBy },
    { term: sourceTerm(record), value: sourceText(record) },
  ];
  if (expiresAt) facts.push({ term: 'Decide by', value: `${utcText(expiresAt)} (${timeLeftText(expiresAt, now)})` });
  facts.push({ term: 'Approvals', value: ruleTexts(record).join('\n') });
  if (isCommentRequired(record, approver))
    facts.push({ term: 'Comment', value: 'Required, even to approve: say why.' });
  if (others.length > 0) {
    facts.push({ term: 'Also asked', value: others.map((other) => `${other.approver} ${other.text}`).join('\n') });
  }
  return facts;
}

/** A later round reminds approvers who were asked before, and tells the others why they are asked now. */
function openingOf(record: RequestRecord, approver: string, round: number): { prefix: string; sentence: string } {
  if (round === 0) return { prefix: '', sentence: '' };
  return approversMailedBefore(record, round).has(approver)
    ? { prefix: 'Reminder: ', sentence: 'This request is still waiting for your decision.' }
    : { prefix: 'Escalated: ', sentence: 'This request has not been decided yet, so it was escalated to you.' };
}

function notesOf(requestId: string): string[] {
  return [
    "Opening the link changes nothing: you decide on the page. The link is personal, so please don't forward this mail.",
    `Request ${requestId}`,
  ];
}
