import type { Drift } from '../../domain/inventory/drift.ts';
import { counted } from '../../wording/counted.ts';
import { driftText } from '../../wording/drift.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailHeading, mailNotes, mailParagraph } from './facts.ts';

/** Mail programs cut off longer mails. */
const MOST_IN_A_MAIL = 50;

/** Tells of contacts that somebody has changed outside of this service, without their details. */
export function driftMail(drifts: Drift[]): Mail {
  const contacts = counted(drifts.length, 'contact was', 'contacts were');
  const heading = `${contacts} changed outside of this service`;
  const why = 'AWS lets whoever has the permission change alternate contacts without an approval.';
  const told = drifts.slice(0, MOST_IN_A_MAIL).map(driftText);
  const rest = drifts.length > told.length ? [`And ${drifts.length - told.length} more.`] : [];
  const note = '`contacts plan` compares the whole organization with the policy.';
  return mail({
    subject: heading,
    preheader: why,
    text: { beforeLink: [`${heading}.`, why, ...told, ...rest, note].join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading(heading)}${mailParagraph(why)}${[...told, ...rest].map(mailParagraph)}${mailNotes([note])}`,
    },
  });
}
