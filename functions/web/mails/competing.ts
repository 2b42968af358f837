import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { competingWords } from '../../wording/competing.ts';
import { type Html, html } from '../parts/html.ts';
import { mailHtml } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';
import { mailDiff } from './diff.ts';
import { mailParagraph, mailSection } from './facts.ts';

/** The page shows the rest: a mail must not grow with what others ask for. */
const SHOWN_REQUESTS = 3;
const SHOWN_DIFFS = 2;

/**
 * The other open requests for the same contacts: whose they are, what they set, and what follows.
 * @param hasDiffs whether what they set is shown
 */
export function mailCompeting(
  { accounts }: RequestRecord,
  competing: CompetingRequest[] = [],
  hasDiffs = true,
): { text: string[]; html: Html } {
  const shown = competing.slice(0, SHOWN_REQUESTS).map((other) => {
    return otherRequest(other, hasDiffs ? mailDiff(other.changes, accounts, SHOWN_DIFFS) : undefined);
  });
  const further = competing.slice(SHOWN_REQUESTS).map(({ requestId }) => requestId);
  const more = further.length > 0 ? [`Also, shown on the page: ${further.join(', ')}`] : [];
  return {
    text: [...shown.flatMap(({ text }) => text), ...more],
    html: html`${shown.map((other) => other.html)}${more.map(mailParagraph)}`,
  };
}

function otherRequest(
  other: CompetingRequest,
  diff: ReturnType<typeof mailDiff> | undefined,
): { text: string[]; html: Html } {
  const { heading, who, consequence } = competingWords(other);
  return {
    text: [`${heading.toUpperCase()}: ${other.requestId}`, who, consequence, ...(diff ? [diff.text] : [])],
    html: mailHtml`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="m-line" style="${MAIL_STYLE.other}"><tr><td style="padding:0 14px 14px">
${mailSection(`${heading}: ${other.requestId}`)}${mailParagraph(who)}${mailParagraph(consequence)}${diff?.html}</td></tr></table>
`,
  };
}
