import { isExpired } from '../domain/approval.ts';
import { refuseCancellation } from '../domain/cancellation.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { cancellationForm, tooLateNote } from './cancellation-form.ts';
import { problemNote } from './form-field.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { diffSection } from './page-diff.ts';
import { factList } from './page-facts.ts';
import { banner, decidedBy, resultsSection } from './page-outcome.ts';
import { timelineSection } from './page-timeline.ts';
import { votesSection } from './page-votes.ts';
import { askText, shortAskText } from './request-text.ts';
import { cancellation, outcomeSentence } from './result-view.ts';
import { statusText } from './status-text.ts';

export interface RequestPageInput {
  record: RequestRecord;
  now: Date;
  /** Proves that a cancellation comes from this page. */
  nonce: string;
  /** Why the cancellation that was just sent does not count. */
  problem?: string | undefined;
  /** What was typed as its comment. */
  comment?: string | undefined;
}

/** The requester's page: how the request stands, all that has happened to it, and the form to take it back. */
export function requestPage(input: RequestPageInput): string {
  const { now, problem } = input;
  const record = asOf(input.record, now);
  const { label } = statusText(record.status);
  const refusal = refuseCancellation(record, now.toISOString());
  const isPending = record.status === 'PENDING_APPROVAL';
  const plan = record.plan ?? [];
  const main = html`${statusBanner(record)}
${refusal && problemNote(problem)}
${resultsSection(record)}
${factList(record, isPending ? now : undefined)}
${votesSection(record)}
${timelineSection(record)}
${plan.length > 0 && diffSection(plan, isPending ? 'What changes' : 'What was asked')}
${!refusal && cancellationForm(record, input)}
${refusal === 'applying' && tooLateNote()}`;
  return page({
    title: `${problem ? 'Not recorded: ' : ''}${label}: ${shortAskText(record)}`,
    main,
    footer: footer(record, refusal !== 'ended'),
    ...(!refusal && { skipTo: { id: 'take-back', label: 'Skip to taking the request back' } }),
  });
}

/** The record as it is now: a deadline may have passed without anybody having noted it. */
function asOf(record: RequestRecord, now: Date): RequestRecord {
  return isExpired(record, now.toISOString()) ? { ...record, status: 'EXPIRED' } : record;
}

function statusBanner(record: RequestRecord): Html {
  const look = statusText(record.status);
  return banner(look.label, look, {
    meaning: html`${outcomeSentence(record)} ${decidedBy(record)}`,
    comment: cancellation(record)?.comment,
    asked: html`You asked to ${askText(record)}.`,
  });
}

function footer({ request }: RequestRecord, isUnderWay: boolean): Html {
  return html`${isUnderWay && html`<p>This is how the request stands now. Reload the page to see what is new.</p>`}
<p>The link to this page is personal; please do not forward it.</p>
<p>Request ${request.requestId}</p>`;
}
