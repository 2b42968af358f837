import { PlanFold } from '../../../functions/domain/campaign/plan-fold.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import { accountOf, CONTACT, keyOf, planPage, TIME, targetPage } from './sample.ts';

const SHA256 = 'a'.repeat(64);

/** Bytes of what is kept or handed on, for one of it. */
export const BYTES = {
  /** A line of a change set. */
  change: bytesOf({ ...keyOf(0), action: 'PUT', contact: CONTACT }) + 1,
  targetPage: bytesOf(targetPage()),
  planPage: bytesOf(planPage()),
  /** An entry of a list of pages. */
  pageEntry: bytesOf({ page: 10_000, sha256: SHA256, count: CHANGES_OF_A_PAGE }) + 1,
  /** A row of the index in which approvers search. */
  indexRow: bytesOf(indexRows()) / CHANGES_OF_A_PAGE,
  resultPage: bytesOf(
    Array.from({ length: CHANGES_OF_A_PAGE }, (_, index) => ({ ...keyOf(index), status: 'APPLIED', appliedAt: TIME })),
  ),
  /** An account in the list that a sweep reads. */
  account: bytesOf(accountOf(0)) + 1,
  /** What BeginPage returns: each change with its turn. */
  turns: bytesOf(
    Array.from({ length: CHANGES_OF_A_PAGE }, (_, index) => ({
      ...keyOf(index),
      turn: { line: 'contacts', lane: 'back', at: Date.parse(TIME) + 0.123, offset: 123_456.789, until: TIME },
    })),
  ),
  /** What the children of the Maps return, each. */
  planned: bytesOf({ page: 10_000, count: CHANGES_OF_A_PAGE }) + 1,
  applied: bytesOf({}) + 1,
  read: bytesOf({ read: 10 }) + 1,
};

function indexRows(): unknown[] {
  const fold = new PlanFold();
  fold.add(planPage());
  return fold.folded().index.rows;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
