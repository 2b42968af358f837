import { contactName } from '../functions/domain/contact.ts';
import type { Change } from '../functions/domain/request.ts';
import type { RequestRecord } from '../functions/domain/request-record.ts';
import { type ChangeDocument, changeDocument } from './request-document.ts';

/** The changes of a request that has ended: what is to be asked again, and what need not be. */
export interface Unapplied {
  changes: Change[];
  /** The same, with what became of them. */
  asked: ChangeDocument[];
  /** What is APPLIED, and what was UNCHANGED because it was so already. */
  leftOut: ChangeDocument[];
}

/** Tells the changes that are not in place from those that are. */
export function unappliedChanges(record: RequestRecord): Unapplied {
  const ended = record.request.changes.map((change) => ({ change, document: endOf(change, record) }));
  const open = ended.filter(({ document: { status } }) => status !== 'APPLIED' && status !== 'UNCHANGED');
  return {
    changes: open.map(({ change }) => change),
    asked: open.map(({ document }) => document),
    leftOut: ended.flatMap((each) => (open.includes(each) ? [] : each.document)),
  };
}

/** A request that ends as a whole gives its status to every change, also to those that its plan has left out. */
function endOf(change: Change, record: RequestRecord): ChangeDocument {
  const document = changeDocument(change, record, false);
  const isPlanned = record.plan?.some((planned) => contactName(planned) === contactName(change)) ?? true;
  if (isPlanned) return document;
  const { error: _, ...held } = document;
  return { ...held, status: 'UNCHANGED' };
}
