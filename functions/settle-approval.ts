import validInput from '../schemas/compiled/settle-approval.input.js';
import validOutput, { type SettleApprovalOutput } from '../schemas/compiled/settle-approval.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { updateRecord } from './aws/request-table.ts';
import { approversToNotify, nextRound, settleRound } from './domain/approval/rounds.ts';
import { WORKFLOW } from './domain/ledger/events.ts';
import { evolve, evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { withoutTaskToken } from './domain/ledger/task-token.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { taskChain } from './middleware/task-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { decisionMail } from './web/mails/decision-mail.ts';
import { ticketComment } from './wording/ticket-comment.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestId, round }) => {
  const at = new Date().toISOString();
  const record = await updateRecord(requestId, (current) => settled(current, round.index, at));
  const index = nextRound(record, round.index);
  const next = index === undefined ? undefined : record.approval?.rounds[index];
  if (record.status === 'PENDING_APPROVAL' && index !== undefined && next) {
    return { status: record.status, index, timeoutSeconds: next.seconds };
  }
  const status = endOf(record);
  const change = statusChange(record, record.round === undefined ? 'RECEIVED' : 'PENDING_APPROVAL', at);
  const rejections = record.votes.filter(({ decision }) => decision === 'reject');
  await putStatusEvent(change, ticketComment(change, { rejections }));
  for (const approver of approversToNotify(record)) await notifyOnce(record, approver);
  return { ...round, status };
});

/** While a round is left the execution goes on waiting, so the token stays; a decided request has nobody to wake. */
function settled(record: RequestRecord, round: number, at: string): RequestRecord {
  const next = evolveAll(record, settleRound(record, round, at));
  return next.status === 'PENDING_APPROVAL' ? next : withoutTaskToken(next);
}

/** Tells an approver that there is nothing left to decide. A mail that cannot be sent must not stop the changes. */
async function notifyOnce(record: RequestRecord, approver: string): Promise<void> {
  const { requestId } = record.request;
  try {
    await sendMail(approver, decisionMail({ record }), requestId);
    const mail = { kind: 'decisionNotice', to: approver } as const;
    const at = new Date().toISOString();
    await updateRecord(requestId, (current) => evolve(current, { type: 'MailSent', at, by: WORKFLOW, mail }));
  } catch (error) {
    logger.warn('An approver was not notified of the decision', { requestId, ...errorFields(error) });
  }
}

function endOf({ status, request }: RequestRecord): SettleApprovalOutput['status'] {
  if (status === 'APPROVED' || status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED') return status;
  throw new Error(`the approval of request ${request.requestId} has not ended: it is ${status}`);
}
