import { isOutOfReach } from '../domain/approval.ts';
import type { HistoryEntry, RecordedResult, RequestRecord } from '../domain/request-record.ts';
import { type StatusText, statusText } from './status-text.ts';

/** What became of one contact, in every account in which the same became of it. */
export interface ResultView {
  /** `SECURITY contact of 222222222222, 333333333333`. */
  contacts: string;
  status: StatusText;
  /** Why it is not applied, or that there was nothing to do. */
  why: string;
}

/**
 * What became of each change, failures first. Only where changes were to be applied: a request that is rejected,
 * expired or cancelled has one status for all of them, which its headline tells.
 */
export function resultViews({ status, results = [] }: RequestRecord): ResultView[] {
  if (status !== 'APPLIED' && status !== 'PARTIALLY_APPLIED' && status !== 'FAILED') return [];
  const groups = Map.groupBy(results, ({ alternateContactType, status: became, error, wasSo }) =>
    JSON.stringify([alternateContactType, became, error, wasSo]),
  );
  const views = [...groups.values()].flatMap(resultView);
  return views.toSorted((left, right) => Number(right.status.tone === 'bad') - Number(left.status.tone === 'bad'));
}

/** What the status means for the contacts now. */
export function outcomeSentence(record: RequestRecord): string {
  if (isOutOfReach(record)) return 'Too few approvers could be reached. Nothing was changed.';
  const isAboutToApply = record.status === 'APPROVED' && !record.applyingSince;
  return isAboutToApply ? 'The changes are about to be applied as approved.' : statusText(record.status).sentence;
}

/** Who cancelled the request, when and why. */
export function cancellation({ status, history }: RequestRecord): HistoryEntry | undefined {
  return status === 'CANCELLED' ? history.findLast(({ who }) => who !== 'workflow') : undefined;
}

function resultView(group: RecordedResult[]): ResultView[] {
  const [first] = group;
  if (!first) return [];
  const status = statusText(first.status);
  const accountIds = group.map(({ accountId }) => accountId).join(', ');
  const why = [
    first.status === 'CONFLICT' && `${status.sentence} Ask again to have it approved as it is now.`,
    first.wasSo && 'It was so already: there was nothing to do.',
    first.error,
  ];
  return [
    { contacts: `${first.alternateContactType} contact of ${accountIds}`, status, why: why.filter(Boolean).join(' ') },
  ];
}
