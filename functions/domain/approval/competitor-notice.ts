import type { RequestRecord } from '../ledger/record.ts';
import type { RequestKey } from '../request/request-key.ts';

/** Each competing request is worth a mail; a flood of them is not. The page names them all. */
const NOTICES_PER_APPROVER = 3;

/** The approvers who were asked about this request before, and have yet to hear that another one competes with it. */
export function approversToWarn(
  { status, isOutdated, mails, unreachable }: RequestRecord,
  competitor: RequestKey,
): string[] {
  if (status !== 'PENDING_APPROVAL' || isOutdated) return [];
  const lost = new Set(unreachable.map(({ approver }) => approver));
  const asked = new Set(mails.flatMap((mail) => (mail.kind === 'approvalRequest' ? [mail.to] : [])));
  return [...asked].filter((approver) => {
    const notices = mails.flatMap((mail) => (mail.kind === 'competitorNotice' && mail.to === approver ? [mail] : []));
    const isWarned = notices.some((notice) => notice.competitor === competitor);
    return !lost.has(approver) && !isWarned && notices.length < NOTICES_PER_APPROVER;
  });
}
