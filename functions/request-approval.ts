import { randomBytes } from 'node:crypto';
import validInput from '../schemas/compiled/request-approval.input.js';
import validOutput from '../schemas/compiled/request-approval.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { putLink, updateRecord } from './aws/request-table.ts';
import { wakeExecution } from './aws/workflow.ts';
import { approversToMail, awaitingDecision } from './domain/approval.ts';
import { LINK_SECRET_BYTES, linkHash } from './domain/approval-link.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { statusChange } from './domain/status-event.ts';
import { environmentVariable } from './runtime/environment.ts';
import { taskChain } from './runtime/task-chain.ts';
import { approvalMail } from './web/approval-mail.ts';

const BASE_URL = environmentVariable('BASE_URL');

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestId, round, taskToken }) => {
    const at = new Date().toISOString();
    const record = await updateRecord(requestId, (current) => awaitingDecision(current, round.index, taskToken, at));
    if (record.status !== 'PENDING_APPROVAL') {
      await wakeExecution(taskToken);
      return { requestId };
    }
    if (round.index === 0) await putStatusEvent(statusChange(record, 'RECEIVED', at));
    for (const approver of approversToMail(record, round.index)) await mailOnce(record, approver, round.index);
    return { requestId };
  },
);

/** Mails an approver a link of their own; a retry of the round mails only those who have no mail yet. */
async function mailOnce(record: RequestRecord, approver: string, round: number): Promise<void> {
  const mark = `${round}/${approver}`;
  if (record.mailed.includes(mark)) return;
  const { requestId } = record.request;
  const secret = randomBytes(LINK_SECRET_BYTES).toString('base64url');
  const expiresAt = record.expiresAt ?? '';
  await putLink(linkHash(secret), { requestId, approver, ttl: Math.ceil(Date.parse(expiresAt) / 1000) });
  const link = `${BASE_URL}/approvals/${secret}`;
  await sendMail(approver, approvalMail({ record, approver, link, now: new Date(), round }));
  await updateRecord(requestId, (current) => ({ ...current, mailed: [...current.mailed, mark] }));
}
