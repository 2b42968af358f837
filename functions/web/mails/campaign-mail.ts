import type { CampaignProgress } from '../../domain/campaign/campaign-progress.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { campaignProgressText, stateWords } from '../../wording/campaign.ts';
import { askerText } from '../../wording/identity.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailHeading, mailNotes, mailParagraph } from './facts.ts';
import { hidesWords } from './request-facts.ts';
import { ticketSuffix } from './subject-end.ts';

export interface CampaignMailInput {
  record: RequestRecord;
  progress: CampaignProgress;
  /** `<base>/requests/<43 characters>`: the requester's own link, the only one in either part of the mail. */
  link: string;
}

/** The mail that tells requesters that their campaign waits for them, was stopped, or goes on: what it does now, and how far it is. */
export function campaignMail({ record, progress, link }: CampaignMailInput): Mail {
  const { symbol, label, sentence } = stateWords(progress);
  const { requestId } = record.request;
  const asked = `${askerText(record)} asked to ${askText(record)}.`;
  const far = `So far: ${campaignProgressText(progress)}.`;
  const how = isHeld(progress)
    ? `On the page, you can let it go on or cancel the rest. So can \`contacts resume ${requestId}\`.`
    : undefined;
  const paragraphs = [sentence, far, asked, how].filter((text) => text !== undefined);
  const notes = [
    "The link is personal: anyone who has it can steer the campaign, so please don't forward this mail.",
    `Request ${requestId}`,
  ];
  return mail({
    subject: `${label}: ${shortAskText(record)}${hidesWords(record) ? '' : ticketSuffix(record)}`,
    preheader: `${sentence} ${far}`,
    link: { url: link, label: isHeld(progress) ? 'Look, and go on or cancel' : 'Follow the campaign' },
    text: {
      beforeLink: [`${label.toUpperCase()}. ${paragraphs[0]}`, ...paragraphs.slice(1)].join('\n\n'),
      afterLink: notes.join('\n'),
    },
    body: {
      beforeLink: mailHtml`${mailHeading(`${symbol} ${label}`)}${paragraphs.map(mailParagraph)}`,
      afterLink: mailNotes(notes),
    },
  });
}

function isHeld({ state, isWaiting }: CampaignProgress): boolean {
  return isWaiting || state === 'paused' || state === 'stopped';
}
