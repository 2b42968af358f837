import { contactName } from './contact.ts';
import type { AppliedChange, ChangeResult, Outcome } from './outcome.ts';
import { type HistoryEntry, type RequestRecord, withStatus } from './request-record.ts';

/**
 * The record with how it ended: its results, and one line of history for each change that was to be applied. A record
 * that has results stays as it is: the outcome is recorded once.
 */
export function withOutcome(
  record: RequestRecord,
  { status, results }: Outcome,
  applied: AppliedChange[],
  at: string,
): RequestRecord | undefined {
  const { taskToken: _, results: recorded, ...settled } = record;
  if (recorded) return undefined;
  const changes = new Map(applied.map((change) => [contactName(change), change]));
  const entries = results.flatMap((result) => entryOf(result, changes.get(contactName(result)), at));
  const told: RequestRecord = {
    ...settled,
    history: [...settled.history, ...entries.toSorted((left, right) => left.at.localeCompare(right.at))],
    results: results.map((result) => ({ ...result, ...(changes.get(contactName(result))?.wasSo && { wasSo: true }) })),
  };
  return told.status === status ? told : withStatus(told, status, { at, who: 'workflow', what: 'ended' });
}

function entryOf(result: ChangeResult, change: AppliedChange | undefined, at: string): HistoryEntry[] {
  if (!change) return [];
  const contact = contactName(result);
  if (result.error !== undefined) {
    const what = result.status === 'CONFLICT' ? 'did not apply' : 'could not finish';
    return [{ at, who: 'workflow', what: `${what} ${contact}: ${result.error}` }];
  }
  const what = change.wasSo ? `applied ${contact}: it was so already, nothing to do` : `applied ${contact}`;
  return [{ at: change.appliedAt ?? at, who: 'workflow', what }];
}
