import { refuseCancellation } from '../../domain/approval/cancellation.ts';
import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import { isExpired } from '../../domain/approval/rounds.ts';
import { requesterChanges } from '../../domain/approval/shown-changes.ts';
import { requesterGroups } from '../../domain/campaign/shown-groups.ts';
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
import { planSection } from './plan-section.ts';
import { progressSection, type RequesterCampaign } from './progress-section.ts';
import { steeringForm } from './steering-form.ts';
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
  /** If the request is a campaign. */
  campaign?: RequesterCampaign | undefined;
}

/** The requester's page: how the request stands, its history, and the form to cancel it. */
export function requestPage(input: RequestPageInput): string {
  const { now, problem, seesCurrent = false } = input;
  const record = asOf(input.record, now);
  const { label } = statusWords(record.status);
  const refusal = refuseCancellation(record, now.toISOString());
  const isPending = record.status === 'PENDING_APPROVAL';
  const competing = refusal === 'ended' ? [] : input.competing;
  const main = html`${statusBanner(record, input.progress)}
${isPending && noticeMarkup(askedAgainText(record))}${competingLine(competing, seesCurrent)}
${refusal && !isSteered(input) && problemNote(problem)}
${progressSection(input.campaign)}${steeringSection(input)}
${resultsSection(record)}${resultsLink(input)}
${factList(record, isPending && !record.isOutdated ? now : undefined)}
${votesSection(record)}
${timelineSection(record)}
${changesSection(record, input, isPending ? 'What changes' : 'What was requested')}
${competingSections(record, competing, seesCurrent)}
${!refusal && cancellationForm(record, input)}
${refusal === 'applying' && !input.campaign?.progress && tooLateNote()}`;
  return page({
    title: `${problem ? 'Not recorded: ' : ''}${label}: ${shortAskText(record)}`,
    main,
    footer: footer(record, refusal !== 'ended' && !input.campaign?.progress),
    ...(!refusal && { skipTo: { id: 'take-back', label: 'Skip to cancelling the request' } }),
    ...(isSteered(input) && { skipTo: { id: 'steer', label: 'Skip to pausing or cancelling' } }),
  });
}

/** What the request makes of each contact, as far as the requester may see it. */
function changesSection(record: RequestRecord, input: RequestPageInput, heading: string): Html | undefined {
  const { seesCurrent = false, campaign } = input;
  const summary = campaign?.summary;
  if (summary) return planSection({ heading, summary, groups: requesterGroups(summary.groups, seesCurrent) });
  const changes = record.isOutdated ? [] : requesterChanges(record, seesCurrent);
  return changes.length > 0 ? diffSection(changes, record.accounts, heading) : undefined;
}

/** While its changes are being applied, a campaign can be steered: those of another request are too few. */
function steeringSection(input: RequestPageInput): Html | undefined {
  const progress = input.campaign?.progress;
  return progress && isSteered(input) ? steeringForm(progress, input) : undefined;
}

function isSteered({ campaign }: RequestPageInput): boolean {
  return campaign?.progress !== undefined && campaign.progress.state !== 'cancelled';
}

function resultsLink({ record, campaign }: RequestPageInput): Html | undefined {
  if (!campaign || !record.counts || !record.results) return undefined;
  return html`<p><a href="${campaign.linkSecret}/results.csv">Download what became of each change as CSV</a></p>`;
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
