import { refuseCancellation } from '../../domain/approval/cancellation.ts';
import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import { isExpired } from '../../domain/approval/rounds.ts';
import { requesterChanges } from '../../domain/approval/shown-changes.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import type { RequestProgress } from '../../domain/outcome/progress.ts';
import { askedAgainText } from '../../wording/asked-again.ts';
import { askerText } from '../../wording/identity.ts';
import { standingSentence } from '../../wording/progress.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { statusWords } from '../../wording/status.ts';
import { problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';
import { page } from '../parts/page.ts';
import { cancellationForm, tooLateNote } from './cancellation-form.ts';
import { competingLine, competingSections } from './competing-section.ts';
import { diffSection } from './diff-section.ts';
import { factList } from './fact-list.ts';
import { banner, decidedBy, noticeMarkup, resultsSection } from './outcome-section.ts';
import { timelineSection } from './timeline-section.ts';
import { votesSection } from './votes-section.ts';

export interface RequestPageInput {
  record: RequestRecord;
  now: Date;
  /** Proves that a cancellation comes from this page. */
  nonce: string;
  /** Why the cancellation that was just sent does not count. */
  problem?: string | undefined;
  /** The comment that was typed with it. */
  comment?: string | undefined;
  /** The other open requests for the same contacts. */
  competing?: CompetingRequest[];
  /** How far it is, if that is known. */
  progress?: RequestProgress | undefined;
  /** Whether the requester may see what the contacts are now, and what others make of them. */
  seesCurrent?: boolean;
}

/** The requester's page: how the request stands, its history, and the form to cancel it. */
export function requestPage(input: RequestPageInput): string {
  const { now, problem, seesCurrent = false } = input;
  const record = asOf(input.record, now);
  const { label } = statusWords(record.status);
  const refusal = refuseCancellation(record, now.toISOString());
  const isPending = record.status === 'PENDING_APPROVAL';
  const competing = refusal === 'ended' ? [] : input.competing;
  const changes = record.isOutdated ? [] : requesterChanges(record, seesCurrent);
  const main = html`${statusBanner(record, input.progress)}
${isPending && noticeMarkup(askedAgainText(record))}${competingLine(competing, seesCurrent)}
${refusal && problemNote(problem)}
${resultsSection(record)}
${factList(record, isPending && !record.isOutdated ? now : undefined)}
${votesSection(record)}
${timelineSection(record)}
${changes.length > 0 && diffSection(changes, record.accounts, isPending ? 'What changes' : 'What was requested')}
${competingSections(record, competing, seesCurrent)}
${!refusal && cancellationForm(record, input)}
${refusal === 'applying' && tooLateNote()}`;
  return page({
    title: `${problem ? 'Not recorded: ' : ''}${label}: ${shortAskText(record)}`,
    main,
    footer: footer(record, refusal !== 'ended'),
    ...(!refusal && { skipTo: { id: 'take-back', label: 'Skip to cancelling the request' } }),
  });
}

/** The record as it is now: the deadline may have passed before the workflow recorded it. */
function asOf(record: RequestRecord, now: Date): RequestRecord {
  return isExpired(record, now.toISOString()) ? { ...record, status: 'EXPIRED' } : record;
}

function statusBanner(record: RequestRecord, progress: RequestProgress | undefined): Html {
  const words = statusWords(record.status);
  return banner(words.label, words, {
    meaning: html`${standingSentence(record, progress)} ${decidedBy(record)}`,
    comment: record.cancellation?.comment,
    asked: html`${askerText(record)} asked to ${askText(record)}.`,
  });
}

function footer({ request }: RequestRecord, isUnderWay: boolean): Html {
  return html`${isUnderWay && html`<p>This is how the request stands now. Reload the page to see what is new.</p>`}
<p>The link to this page is personal, so please don't forward it.</p>
<p>Request ${request.requestId}</p>`;
}
