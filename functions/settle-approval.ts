import validInput, { type SettleApprovalInput } from '../schemas/compiled/settle-approval.input.js';
import validOutput, { type SettleApprovalOutput } from '../schemas/compiled/settle-approval.output.js';
import { claimContacts, releaseContacts } from './aws/contact-claims.ts';
import { putStatusEvent } from './aws/event-bus.ts';
import { updateRecord } from './aws/request-table.ts';
import { outdateByOthers } from './domain/approval/outdated-plan.ts';
import { mostEarlyWakes, secondsLeft } from './domain/approval/round-time.ts';
import {
  isEverybodyAsked,
  isRoundOpen,
  isVotingOver,
  needsNewPlan,
  nextRound,
  settleRound,
} from './domain/approval/rounds.ts';
import { giveWay } from './domain/approval/supersession.ts';
import { ApprovalInterruptedError, ContactLockedError, SenderRefusedError } from './domain/errors.ts';
import type { RequestEvent } from './domain/ledger/events.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { withoutTaskToken } from './domain/ledger/task-token.ts';
import { previousStatus, statusChange } from './domain/outcome/status-event.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { TIME_SCALE } from './runtime/environment.ts';
import { logged, logger } from './runtime/logger.ts';
import { emitMetrics } from './runtime/metrics.ts';
import { notifyApprovers } from './steps/decision-notices.ts';
import { readNeighbours } from './steps/neighbours.ts';
import { contactsToPlanAgain } from './steps/replanning.ts';
import { turnsToApply } from './steps/turn-reservations.ts';
import { ticketComment } from './wording/ticket-comment.ts';

const ERROR_NAME = /^[A-Za-z][\w.]{0,79}$/;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (input) => {
  const { requestKey, round } = input;
  const now = Date.now();
  const at = new Date(now).toISOString();
  const record = await settle(requestKey, round.index, now);
  if (needsNewPlan(record))
    return { ...round, status: 'OUTDATED' as const, changes: await contactsToPlanAgain(record) };
  const left = secondsLeft(record, round.index, now, TIME_SCALE);
  if (isRoundOpen(record, round.index, left)) return waitAgain(record, input, left);
  const index = nextRound(record, round.index);
  const next = index === undefined ? undefined : record.approval?.rounds[index];
  if (record.status === 'PENDING_APPROVAL' && index !== undefined && next) {
    return { ...round, status: record.status, index, timeoutSeconds: next.seconds };
  }
  const status = endOf(record);
  const change = statusChange(record, previousStatus(record), at);
  await putStatusEvent(change, ticketComment(change, becauseOf(record)));
  await notifyApprovers(record, logged('An approver was not notified of the decision', { requestKey }));
  const isSmall = !record.campaign;
  return { ...round, status, ...(status === 'APPROVED' && isSmall && { changes: await takeTurns(record) }) };
});

/** The changes with their turns, which the record then has, too: last, as a mail may have waited for longer than a turn does. */
async function takeTurns(record: RequestRecord) {
  const { changes, turns } = await turnsToApply(record);
  if (!record.turns) await updateRecord(requestKeyOf(record.request), (current) => ({ ...current, turns }));
  return changes;
}

/** What the ticket is told besides the status. */
function becauseOf({ votes, accounts, cancellation }: RequestRecord) {
  return { rejections: votes.filter(({ decision }) => decision === 'reject'), accounts, cancellation };
}

/**
 * Something woke the execution before the time of the round, or its task failed: it goes on waiting.
 * @throws SenderRefusedError when the approvers cannot be asked, because SES refuses all mails of the sender
 * @throws ApprovalInterruptedError when that happens again and again
 */
function waitAgain(record: RequestRecord, { requestKey, round, woken }: SettleApprovalInput, left: number) {
  // Whoever has the token may have written this, too. While approvers are still to be asked, that ends what four wakes would end.
  if (woken.Error === 'SenderRefusedError' && !isEverybodyAsked(record, round.index)) {
    throw new SenderRefusedError('the log of request-approval says why');
  }
  const wokenEarly = (round.wokenEarly ?? 0) + 1;
  logger.warn('A round was left before its time', { requestKey, round: round.index, wokenEarly });
  emitMetrics({ EarlyWakes: 1 });
  if (wokenEarly > mostEarlyWakes(record, round.index, woken.by === undefined)) {
    throw new ApprovalInterruptedError(
      `the approval was interrupted ${wokenEarly} times, at last by ${lastWake(woken)}`,
    );
  }
  return { ...round, status: 'PENDING_APPROVAL' as const, timeoutSeconds: left, wokenEarly };
}

/** Whoever has the token may have written the name of the error, and its cause: neither is repeated unless it is a name. */
function lastWake({ Error: name }: SettleApprovalInput['woken']): string {
  if (name === undefined) return 'a wake';
  return name !== null && ERROR_NAME.test(name) ? name : 'an error';
}

async function settle(requestKey: RequestKey, round: number, now: number): Promise<RequestRecord> {
  const at = new Date(now).toISOString();
  const isOpen = (current: RequestRecord) => isRoundOpen(current, round, secondsLeft(current, round, now, TIME_SCALE));
  const record = await updateRecord(requestKey, (current) =>
    isToBeApplied(current) ? current : settled(current, isOpen(current) ? [] : settleRound(current, round, at)),
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
  // Its execution was stopped meanwhile, and the contacts had been released before they were claimed.
  if (isClaimed && record.results) await releaseContacts(requestKeyOf(request), plan);
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

function endOf({ status, request }: RequestRecord): SettleApprovalOutput['status'] {
  if (status === 'APPROVED' || status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED') return status;
  throw new Error(`the approval of request ${requestKeyOf(request)} has not ended: it is ${status}`);
}
