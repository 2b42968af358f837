import validInput from '../schemas/compiled/settle-approval.input.js';
import validOutput, { type SettleApprovalOutput } from '../schemas/compiled/settle-approval.output.js';
import { claimContacts, releaseContacts } from './aws/contact-claims.ts';
import { notifyApprovers } from './aws/decision-notices.ts';
import { putStatusEvent } from './aws/event-bus.ts';
import { readNeighbours } from './aws/neighbours.ts';
import { updateRecord } from './aws/request-table.ts';
import { targetContacts } from './domain/account/new-account.ts';
import { isReplannedTooOften, outdateByOthers } from './domain/approval/outdated-plan.ts';
import { isVotingOver, needsNewPlan, nextRound, settleRound } from './domain/approval/rounds.ts';
import { giveWay } from './domain/approval/supersession.ts';
import { ContactLockedError, ReplannedTooOftenError } from './domain/errors.ts';
import type { RequestEvent } from './domain/ledger/events.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { remainingChanges } from './domain/ledger/remaining-changes.ts';
import { withoutTaskToken } from './domain/ledger/task-token.ts';
import { previousStatus, statusChange } from './domain/outcome/status-event.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged } from './runtime/logger.ts';
import { decisionMail } from './web/mails/decision-mail.ts';
import { ticketComment } from './wording/ticket-comment.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestKey, round }) => {
  const at = new Date().toISOString();
  const record = await settle(requestKey, round.index, at);
  if (needsNewPlan(record)) return { ...round, ...(await planAgain(record)) };
  const index = nextRound(record, round.index);
  const next = index === undefined ? undefined : record.approval?.rounds[index];
  if (record.status === 'PENDING_APPROVAL' && index !== undefined && next) {
    return { status: record.status, index, timeoutSeconds: next.seconds };
  }
  const status = endOf(record);
  const change = statusChange(record, previousStatus(record), at);
  await putStatusEvent(change, ticketComment(change, becauseOf(record)));
  await notifyApprovers(
    record,
    decisionMail({ record }),
    logged('An approver was not notified of the decision', { requestKey }),
  );
  return { ...round, status };
});

/** What the ticket is told besides the status. */
function becauseOf({ votes, accounts, cancellation }: RequestRecord) {
  return { rejections: votes.filter(({ decision }) => decision === 'reject'), accounts, cancellation };
}

async function settle(requestKey: RequestKey, round: number, at: string): Promise<RequestRecord> {
  const record = await updateRecord(requestKey, (current) =>
    isToBeApplied(current) ? current : settled(current, settleRound(current, round, at)),
  );
  return isToBeApplied(record) ? startToApply(record, round, at) : record;
}

/**
 * An approved request first claims its contacts. Where another request is changing one of them, or has changed it since,
 * approvers have not seen what the contact is now, and the plan is outdated. It still gives way to a newer request of its
 * origin that has no plan yet.
 * @throws ContactLockedError while another request has a contact, and the plan is not outdated by what that one changes
 */
async function startToApply(approved: RequestRecord, round: number, at: string): Promise<RequestRecord> {
  const { request, plan = [], fingerprint } = approved;
  const isClaimed = await claimContacts(requestKeyOf(request), plan);
  const { states, requests } = await readNeighbours(approved);
  const record = await updateRecord(requestKeyOf(request), (current) => {
    if (!isToBeApplied(current) || current.fingerprint !== fingerprint) return settled(current, []);
    const after = giveWay(current, requests.values(), at);
    if (after !== current) return settled(after, []);
    const outdated = isClaimed ? [] : outdateByOthers(plan, states, requests, at);
    return settled(current, isClaimed ? settleRound(current, round, at) : outdated);
  });
  if (isToBeApplied(record)) throw new ContactLockedError('another request has a contact of this plan');
  return record;
}

function isToBeApplied({ status, applyingSince }: RequestRecord): boolean {
  return status === 'APPROVED' && applyingSince === undefined;
}

/** While a round is left the execution goes on waiting, so the token stays; otherwise there is nobody to wake. */
function settled(record: RequestRecord, events: RequestEvent[]): RequestRecord {
  const next = evolveAll(record, events);
  return isVotingOver(next) ? withoutTaskToken(next) : next;
}

/**
 * The contacts that must be read and planned again. Nobody else has to wait for them meanwhile: changes may have been withdrawn
 * after they were claimed.
 * @throws ReplannedTooOftenError
 */
async function planAgain(record: RequestRecord) {
  const { request, accounts } = record;
  await releaseContacts(requestKeyOf(request), request.changes);
  if (isReplannedTooOften(record)) {
    throw new ReplannedTooOftenError('its contacts were changed by other requests too often');
  }
  return { status: 'OUTDATED' as const, changes: targetContacts(remainingChanges(record), accounts, Date.now()) };
}

function endOf({ status, request }: RequestRecord): SettleApprovalOutput['status'] {
  if (status === 'APPROVED' || status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED') return status;
  throw new Error(`the approval of request ${requestKeyOf(request)} has not ended: it is ${status}`);
}
