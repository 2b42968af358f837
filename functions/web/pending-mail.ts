import type { RequestRecord } from '../domain/request-record.ts';
import { type Mail, mail, mailHtml } from './mail.ts';
import { mailDiff } from './mail-diff.ts';
import { type Fact, factsTable, factsText, mailHeading, mailNotes, mailParagraph, mailSection } from './mail-facts.ts';
import { askText, shortAskText, sourceTerm, sourceText } from './request-text.ts';
import { statusText } from './status-text.ts';
import { timeLeftText, utcText } from './time-text.ts';
import { approverViews, ruleTexts, stateText } from './voting-view.ts';

export interface PendingMailInput {
  record: RequestRecord;
  /** `<base>/requests/<43 characters>`: the requester's own link, the only one in either part of the mail. */
  link: string;
  now: Date;
}

/** The mail that tells the requester whom their request waits for, and where to follow it. */
export function pendingMail({ record, link, now }: PendingMailInput): Mail {
  const { request } = record;
  const { symbol, label, sentence } = statusText('PENDING_APPROVAL');
  const ticket = request.source.reference;
  const asked = `You asked to ${askText(record)}. ${sentence}`;
  const facts = factsOf(record, now);
  const diff = mailDiff(record.plan ?? []);
  const notes = notesOf(request.requestId);
  return mail({
    subject: `${label}: ${shortAskText(record)}${ticket ? ` (${ticket})` : ''}`,
    preheader: asked,
    link: { url: link, label: 'See how it goes or take it back' },
    text: {
      beforeLink: [`${label.toUpperCase()}. ${asked}`, factsText(facts), 'WHAT CHANGES', diff.text].join('\n\n'),
      afterLink: notes.join('\n'),
    },
    body: {
      beforeLink: mailHtml`${mailHeading(`${symbol} ${label}`)}${mailParagraph(asked)}
${factsTable(facts)}${mailSection('What changes')}${diff.html}`,
      afterLink: mailNotes(notes),
    },
  });
}

function factsOf(record: RequestRecord, now: Date): Fact[] {
  const { request, expiresAt } = record;
  const asked = approverViews(record).map((view) => (view.why ? `${view.approver} ${stateText(view)}` : view.approver));
  return [
    { term: 'Asked', value: asked.join('\n') },
    { term: 'Approvals', value: ruleTexts(record).join('\n') },
    ...(expiresAt ? [{ term: 'Until', value: `${utcText(expiresAt)} (${timeLeftText(expiresAt, now)})` }] : []),
    { term: 'Why', value: request.reason },
    { term: sourceTerm(record), value: sourceText(record) },
  ];
}

function notesOf(requestId: string): string[] {
  return [
    'Opening the link changes nothing. The link is personal: whoever has it can take the request back, so please do not forward this mail.',
    'You get another mail when the request has ended.',
    `Request ${requestId}`,
  ];
}
