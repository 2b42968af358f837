import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import { requesterChanges } from '../../domain/approval/shown-changes.ts';
import type { PlanSummary } from '../../domain/campaign/campaign-plan.ts';
import { requesterGroups } from '../../domain/campaign/shown-groups.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { approverWords, ruleTexts } from '../../wording/approver.ts';
import { competingNotice } from '../../wording/competing.ts';
import { askerText } from '../../wording/identity.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { statusWords } from '../../wording/status.ts';
import { timeLeftText, utcText } from '../../wording/time.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { mailCompeting } from './competing.ts';
import { mailDiff } from './diff.ts';
import {
  type Fact,
  factsTable,
  factsText,
  mailHeading,
  mailNotes,
  mailNotice,
  mailParagraph,
  mailSection,
} from './facts.ts';
import { mailGroups } from './groups.ts';
import { barredFacts, changeFacts, hidesWords, originFacts, requesterFact } from './request-facts.ts';
import { ticketSuffix } from './subject-end.ts';

export interface PendingMailInput {
  record: RequestRecord;
  /** `<base>/requests/<43 characters>`: the requester's own link, the only one in either part of the mail. */
  link: string;
  now: Date;
  /** The other open requests for the same contacts. */
  competing?: CompetingRequest[];
  /** Whether the requester may see what the contacts are now, and what others make of them. */
  seesCurrent?: boolean;
  /** The plan of a campaign. */
  summary?: PlanSummary | undefined;
}

/**
 * The mail that tells requesters which approvers were asked, and where to follow the request. Who is only claimed to be the
 * requester reads on the page what was asked for.
 */
export function pendingMail(input: PendingMailInput): Mail {
  const { record, link, now, competing = [] } = input;
  const { symbol, label, sentence } = statusWords('PENDING_APPROVAL');
  const asked = `${askerText(record)} asked to ${askText(record)}. ${sentence}`;
  const isPlain = hidesWords(record);
  const facts = factsOf(record, now);
  const changes = isPlain ? undefined : changesOf(input);
  const notice = isPlain ? PLAIN_NOTICE : competingNotice(competing);
  const notes = notesOf(record.request.requestId);
  return mail({
    subject: `${label}: ${shortAskText(record)}${isPlain ? '' : ticketSuffix(record)}`,
    preheader: asked,
    link: { url: link, label: 'Follow or cancel the request' },
    text: {
      beforeLink: [`${label.toUpperCase()}. ${asked}`, notice, factsText(facts), ...(changes?.text ?? [])]
        .filter((paragraph) => paragraph !== undefined)
        .join('\n\n'),
      afterLink: notes.join('\n'),
    },
    body: {
      beforeLink: mailHtml`${notice && mailNotice([notice])}${mailHeading(`${symbol} ${label}`)}${mailParagraph(asked)}
${factsTable(facts)}${changes?.html}`,
      afterLink: mailNotes(notes),
    },
  });
}

const PLAIN_NOTICE =
  'Whoever sent this request named you as its requester. The page shows what they wrote. If you did not ask for it, cancel it there.';

/** What the request makes of each contact, and what others do. */
function changesOf({ record, competing, seesCurrent = false, summary }: PendingMailInput) {
  const diff = summary
    ? mailGroups(summary, requesterGroups(summary.groups, seesCurrent))
    : mailDiff(requesterChanges(record, seesCurrent), record.accounts);
  const others = mailCompeting(record, competing, seesCurrent);
  return {
    text: ['WHAT CHANGES', diff.text, ...others.text],
    html: mailHtml`${mailSection('What changes')}${diff.html}${others.html}`,
  };
}

function factsOf(record: RequestRecord, now: Date): Fact[] {
  const { expiresAt } = record;
  const approvers = approverWords(record).map(({ approver, why, text }) => (why ? `${approver} ${text}` : approver));
  return [
    { term: 'Approvers', value: approvers.join('\n') },
    { term: 'Approvals', value: ruleTexts(record).join('\n') },
    ...(expiresAt ? [{ term: 'Expires', value: `${utcText(expiresAt)} (${timeLeftText(expiresAt, now)})` }] : []),
    ...barredFacts(record),
    ...(hidesWords(record) ? [requesterFact(record)] : [...originFacts(record), ...changeFacts(record)]),
  ];
}

function notesOf(requestId: string): string[] {
  return [
    "Opening the link changes nothing. The link is personal: anyone who has it can cancel the request, so please don't forward this mail.",
    'You will get another mail when the request has ended.',
    `Request ${requestId}`,
  ];
}
