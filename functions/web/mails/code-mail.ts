import type { RequestRecord } from '../../domain/ledger/record.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { utcText } from '../../wording/time.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';
import { mailHeading, mailNotes, mailParagraph } from './facts.ts';

export interface CodeMailInput {
  record: RequestRecord;
  /** As it is shown: `0123 4567`. */
  code: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** The mail with the one-time code of an approver. It has no link: whoever asked for the code has the page open. */
export function codeMail({ record, code, expiresAt }: CodeMailInput): Mail {
  const { requestedBy, requestId } = record.request;
  const what = `Enter it on the page on which you decide. ${requestedBy} asks to ${askText(record)}.`;
  const until = `The code works until ${utcText(expiresAt)}, once, and only in the browser in which it was asked for.`;
  const warning =
    "If you did not ask for this code, somebody else has your link. Don't pass the code on: nobody needs it but you.";
  const notes = [warning, `Request ${requestId}`];
  return mail({
    subject: `Your code to decide: ${shortAskText(record)}`,
    preheader: 'It works for some minutes, in one browser.',
    text: { beforeLink: [`YOUR CODE: ${code}`, what, until, ...notes].join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading('Your one-time code')}<p class="m-strong" style="${MAIL_STYLE.code}">${code}</p>
${mailParagraph(what)}${mailParagraph(until)}${mailNotes(notes)}`,
    },
  });
}
