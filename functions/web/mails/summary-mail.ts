import type { RequestRecord } from '../../domain/ledger/record.ts';
import { counted } from '../../wording/counted.ts';
import { shortAskText } from '../../wording/request.ts';
import { utcText } from '../../wording/time.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailHeading, mailNotes, mailParagraph } from './facts.ts';
import { requestSuffix } from './subject-end.ts';

export interface SummaryMailInput {
  /** The requests, each with the approver's own link to it. */
  requests: { record: RequestRecord; link: string }[];
  /** How many more wait, of which the next summary tells. */
  further: number;
}

/** The one mail that tells an approver of all requests that came when they had got many mails already. */
export function summaryMail({ requests, further }: SummaryMailInput): Mail {
  const total = requests.length + further;
  const heading = `${counted(total, 'more request waits', 'more requests wait')} for your decision`;
  const why = 'You got many mails in a short time, so these come in one. Each has a link of its own.';
  const rest = further > 0 ? `A mail in an hour has the links of the other ${further}.` : undefined;
  const note =
    "Opening a link changes nothing: you decide on its page. The links are personal, so please don't forward this mail.";
  const links = requests.map(({ record, link }) => ({ url: link, label: lineOf(record) }));
  return mail({
    subject: heading,
    preheader: why,
    links,
    text: { beforeLink: `${heading}.\n\n${why}`, afterLink: [rest, note].filter(Boolean).join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading(heading)}${mailParagraph(why)}`,
      afterLink: mailHtml`${rest !== undefined && mailParagraph(rest)}${mailNotes([note])}`,
    },
  });
}

/** What a request is about, whose it is, and until when to decide. */
function lineOf(record: RequestRecord): string {
  const { expiresAt } = record;
  return `${shortAskText(record)}${requestSuffix(record)}${expiresAt ? `, decide by ${utcText(expiresAt)}` : ''}`;
}
