import { askedBefore } from '../domain/approval.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { isCommentRequired } from '../domain/vote.ts';
import { type Mail, mail, mailHtml } from './mail.ts';
import { mailDiff } from './mail-diff.ts';
import { type Fact, factsTable, factsText, mailHeading, mailNotes, mailSection } from './mail-facts.ts';
import { askText, shortAskText, sourceTerm, sourceText } from './request-text.ts';
import { timeLeftText, utcText } from './time-text.ts';
import { excerpt } from './visible-text.ts';
import { approverViews, ruleTexts, stateText } from './voting-view.ts';

export interface ApprovalMailInput {
  record: RequestRecord;
  /** Whom the mail asks. */
  approver: string;
  /** `<base>/approvals/<43 characters>`: the approver's own link, the only one in either part of the mail. */
  link: string;
  now: Date;
  /** The first is 0. */
  round: number;
}

/** The mail that asks one approver to decide. It names the ticket but never links it: it has one link, the approver's own. */
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
  const others = approverViews(record).filter((view) => view.approver !== approver);
  const facts: Fact[] = [
    { term: 'Why', value: request.reason },
    { term: 'Requested by', value: request.requestedBy },
    { term: sourceTerm(record), value: sourceText(record) },
  ];
  if (expiresAt) facts.push({ term: 'Decide by', value: `${utcText(expiresAt)} (${timeLeftText(expiresAt, now)})` });
  facts.push({ term: 'Approvals', value: ruleTexts(record).join('\n') });
  if (isCommentRequired(record, approver)) {
    facts.push({ term: 'Comment', value: 'Required: say why, also when you approve.' });
  }
  if (others.length > 0) {
    const states = others.map((view) => `${view.approver} ${stateText(view)}`);
    facts.push({ term: 'Also asked', value: states.join('\n') });
  }
  return facts;
}

/** A later round reminds those who were asked before, and tells whom it adds why they are asked now. */
function openingOf(record: RequestRecord, approver: string, round: number): { prefix: string; sentence: string } {
  if (round === 0) return { prefix: '', sentence: '' };
  if (!askedBefore(record, round).has(approver)) {
    return { prefix: 'Escalated: ', sentence: 'The others have not decided, so you are asked now.' };
  }
  return { prefix: 'Reminder: ', sentence: 'This request still waits for your decision.' };
}

function notesOf(requestId: string): string[] {
  return [
    'Opening the link changes nothing: you decide on the page. The link is personal; please do not forward this mail.',
    `Request ${requestId}`,
  ];
}
