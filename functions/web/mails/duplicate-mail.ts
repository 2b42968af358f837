import { contestedText, takenIdText } from '../../wording/contested.ts';
import { statusWords } from '../../wording/status.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailHeading, mailParagraph } from './facts.ts';

/** The mail that tells requesters that their request was not accepted, because another one has its id. It has no link. */
export function takenIdMail(requestId: string): Mail {
  const { symbol, label } = statusWords('DUPLICATE');
  return plainMail(`${label}: request ${requestId}`, `${symbol} ${label}`, [
    `Request ${requestId} to change alternate contacts was not accepted. Nothing was changed.`,
    takenIdText(requestId),
  ]);
}

/** The mail that tells requesters that another request came under the id of theirs. It has no link. */
export function contestedMail(requestId: string): Mail {
  const text = contestedText(requestId);
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return plainMail(`Another request under the id ${requestId}`, 'Another request under the same id', [sentence]);
}

function plainMail(subject: string, heading: string, paragraphs: string[]): Mail {
  return mail({
    subject,
    preheader: paragraphs[0] ?? '',
    text: { beforeLink: paragraphs.join('\n\n') },
    body: { beforeLink: mailHtml`${mailHeading(heading)}${paragraphs.map(mailParagraph)}` },
  });
}
