import validInput from '../schemas/compiled/settle-approval.input.js';
import validOutput, { type SettleApprovalOutput } from '../schemas/compiled/settle-approval.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { updateRecord } from './aws/request-table.ts';
import { approversToTell, nextRound, settle } from './domain/approval.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { statusChange } from './domain/status-event.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { taskChain } from './runtime/task-chain.ts';
import { decisionMail } from './web/decision-mail.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestId, round }) => {
  const at = new Date().toISOString();
  const record = await updateRecord(requestId, (current) => settle(current, round.index, at));
  const index = nextRound(record, round.index);
  const next = index === undefined ? undefined : record.approval?.rounds[index];
  if (record.status === 'PENDING_APPROVAL' && index !== undefined && next) {
    return { status: record.status, index, timeoutSeconds: next.seconds };
  }
  const status = endOf(record);
  const rejections = record.votes.filter(({ decision }) => decision === 'reject');
  const reasons = rejections.map(({ approver, comment }) => `${approver}: ${comment}`);
  const previousStatus = record.round === undefined ? 'RECEIVED' : 'PENDING_APPROVAL';
  await putStatusEvent(statusChange(record, previousStatus, at), reasons);
  for (const approver of approversToTell(record)) await tellOnce(record, approver);
  return { ...round, status };
});

/** Tells an approver that nothing is left to decide. A mail that cannot be sent keeps nobody from applying the change. */
async function tellOnce(record: RequestRecord, approver: string): Promise<void> {
  const { requestId } = record.request;
  try {
    await sendMail(approver, decisionMail({ record }), requestId);
    await updateRecord(requestId, (current) => ({ ...current, mailed: [...current.mailed, `decided/${approver}`] }));
  } catch (error) {
    logger.warn('An approver was not told the decision', { requestId, ...errorFields(error) });
  }
}

function endOf({ status, request }: RequestRecord): SettleApprovalOutput['status'] {
  if (status === 'APPROVED' || status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED') return status;
  throw new Error(`request ${request.requestId} is ${status}, which is no end of an approval`);
}
