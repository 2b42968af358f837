import type { RequestRecord } from '../domain/request-record.ts';
import { decisionFacts } from './decision-facts.ts';
import { type Mail, mail, mailHtml } from './mail.ts';
import { type Fact, factsTable, factsText, mailHeading, mailParagraph } from './mail-facts.ts';
import { askText, shortAskText, sourceTerm, sourceText } from './request-text.ts';
import { outcomeSentence } from './result-view.ts';
import { statusText } from './status-text.ts';

const NOTHING_LEFT = 'Nothing is left for you to do.';

/** The mail that tells the other approvers what was decided. It holds no link: there is nothing to do in it. */
export function decisionMail({ record }: { record: RequestRecord }): Mail {
  const { requestedBy } = record.request;
  const { symbol, label } = statusText(record.status);
  const meaning = `${outcomeSentence(record)} ${NOTHING_LEFT}`;
  const asked = `${requestedBy} asked to ${askText(record)}.`;
  const facts = factsOf(record);
  return mail({
    subject: `${label}: ${shortAskText(record)} — requested by ${requestedBy}`,
    preheader: meaning,
    text: { beforeLink: [`${label.toUpperCase()}. ${meaning}`, asked, factsText(facts)].join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading(`${symbol} ${label}`)}${mailParagraph(meaning)}${mailParagraph(asked)}
${factsTable(facts)}`,
    },
  });
}

function factsOf(record: RequestRecord): Fact[] {
  const { request } = record;
  return [
    ...decisionFacts(record),
    { term: 'Why', value: request.reason },
    { term: sourceTerm(record), value: sourceText(record) },
    { term: 'Request', value: request.requestId },
  ];
}
