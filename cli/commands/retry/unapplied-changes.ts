import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { type ChangeDocument, changeDocument, isPlanned } from '../../output/change-document.ts';

/** The changes of a request that has ended, split into those to request again and the others. */
export interface Unapplied {
  changes: Change[];
  /** The same changes, with what became of them. */
  asked: ChangeDocument[];
  /** The changes that are APPLIED or UNCHANGED. */
  leftOut: ChangeDocument[];
}

/** Separates the changes that are not in place from those that are. */
export function unappliedChanges(record: RequestRecord): Unapplied {
  const ended = record.request.changes.map((change) => ({ change, document: endOf(change, record) }));
  const open = ended.filter(({ document: { status } }) => status !== 'APPLIED' && status !== 'UNCHANGED');
  return {
    changes: open.map(({ change }) => change),
    asked: open.map(({ document }) => document),
    leftOut: ended.flatMap((each) => (open.includes(each) ? [] : each.document)),
  };
}

/** When a request ends as a whole, every change gets its status, even those that were already in place. */
function endOf(change: Change, record: RequestRecord): ChangeDocument {
  const document = changeDocument(change, record, false);
  if (isPlanned(change, record)) return document;
  const { error: _, ...inPlace } = document;
  return { ...inPlace, status: 'UNCHANGED' };
}
