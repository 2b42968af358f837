import type { RequestRecord } from '../ledger/record.ts';
import type { FinalStatus } from '../request/request.ts';

/** The figure that counts the requests with this end. */
const FIGURE_OF = {
  APPLIED: 'RequestsApplied',
  PARTIALLY_APPLIED: 'RequestsPartiallyApplied',
  FAILED: 'RequestsFailed',
  REJECTED: 'RequestsRejected',
  EXPIRED: 'RequestsExpired',
  CANCELLED: 'RequestsCancelled',
  UNCHANGED: 'RequestsUnchanged',
  INVALID: 'RequestsInvalid',
  DUPLICATE: 'RequestsDuplicate',
} as const satisfies Record<FinalStatus, string>;

type StatusFigure = (typeof FIGURE_OF)[FinalStatus];

/** What the end of requests is measured by. */
export type EndFigures = Partial<
  Record<StatusFigure | 'ChangesApplied' | 'ChangesFailed' | 'ChangesInConflict' | 'TimeToApproval', number>
>;

/** Counts a request that has ended this way. */
export function statusFigure(status: FinalStatus): EndFigures {
  return { [FIGURE_OF[status]]: 1 };
}

/** The figures of a request that is registered and has ended: its status, its changes, and how long its approvers took, in seconds. */
export function endFigures({ history, results = [], counts }: RequestRecord, status: FinalStatus): EndFigures {
  const count = (wanted: string) => results.filter((result) => result.status === wanted).length;
  const asked = history.find(({ type }) => type === 'ApprovalRequested');
  const approved = history.find(({ type }) => type === 'Approved');
  return {
    ...statusFigure(status),
    ChangesApplied: counts?.applied ?? count('APPLIED'),
    ChangesFailed: counts?.failed ?? count('FAILED'),
    ChangesInConflict: counts?.conflicts ?? count('CONFLICT'),
    ...(asked && approved && { TimeToApproval: (Date.parse(approved.at) - Date.parse(asked.at)) / 1000 }),
  };
}
