import validInput from '../schemas/compiled/settle-approval.input.js';
import validOutput, { type SettleApprovalOutput } from '../schemas/compiled/settle-approval.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { updateRecord } from './aws/request-table.ts';
import { expire } from './domain/approval.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { statusChange } from './domain/status-event.ts';
import { taskChain } from './runtime/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestId, round }) => {
  const at = new Date().toISOString();
  const nextRound = round.index + 1;
  const record = await updateRecord(requestId, (current) =>
    current.status === 'PENDING_APPROVAL' && !current.approval?.rounds[nextRound] ? expire(current, at) : undefined,
  );
  const next = record.approval?.rounds[nextRound];
  if (record.status === 'PENDING_APPROVAL' && next) {
    return { status: record.status, index: nextRound, timeoutSeconds: next.seconds };
  }
  const status = endOf(record);
  const rejections = record.votes.filter(({ decision }) => decision === 'reject');
  const reasons = rejections.map(({ approver, comment }) => `${approver}: ${comment}`);
  const previousStatus = record.round === undefined ? 'RECEIVED' : 'PENDING_APPROVAL';
  await putStatusEvent(statusChange(record, previousStatus, at), reasons);
  return { ...round, status };
});

function endOf({ status, request }: RequestRecord): SettleApprovalOutput['status'] {
  if (status === 'APPROVED' || status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED') return status;
  throw new Error(`request ${request.requestId} is ${status}, which is no end of an approval`);
}
