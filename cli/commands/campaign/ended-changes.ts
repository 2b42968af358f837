import { contactName } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import type { ChangeStatus } from '../../../functions/domain/request/request.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import type { Session } from '../session.ts';
import { readChangeSet, readPages } from './objects.ts';

/** The changes of a campaign that are not in place, and how many ended how. */
export interface UnappliedOfCampaign {
  changes: Change[];
  /** How many of them ended with which status. */
  asked: Partial<Record<ChangeStatus, number>>;
  /** How many others are in place. */
  leftOut: number;
}

/** The changes that a campaign itself has made. */
export async function appliedOfCampaign(session: Session, record: RequestRecord): Promise<PlannedChange[]> {
  const pages = await readPages(session, record);
  return pages.flatMap(({ plan, results }) => {
    const made = results.filter(({ status, alreadyInPlace }) => status === 'APPLIED' && !alreadyInPlace);
    const names = new Set(made.map(contactName));
    return plan.changes.filter((change) => names.has(contactName(change)));
  });
}

/** What a campaign asked for and what is not in place, told by its plan and its results. */
export async function unappliedOfCampaign(session: Session, record: RequestRecord): Promise<UnappliedOfCampaign> {
  const [changes, pages] = [await readChangeSet(session, record), await readPages(session, record)];
  const inPlace = new Set(pages.flatMap(({ plan }) => plan.inPlace.map(contactName)));
  const ends = new Map(pages.flatMap(({ results }) => results.map((result) => [contactName(result), result.status])));
  const open = changes.filter((change) => {
    const name = contactName(change);
    return !inPlace.has(name) && ends.get(name) !== 'APPLIED';
  });
  const asked: UnappliedOfCampaign['asked'] = {};
  for (const change of open) {
    // A page that broke has no results, and what could not be read has none either.
    const status = ends.get(contactName(change)) ?? (record.status === 'EXPIRED' ? 'EXPIRED' : 'FAILED');
    asked[status] = (asked[status] ?? 0) + 1;
  }
  return { changes: open, asked, leftOut: changes.length - open.length };
}
