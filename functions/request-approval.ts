import { randomBytes } from 'node:crypto';
import policy from '../schemas/compiled/policy.js';
import validInput from '../schemas/compiled/request-approval.input.js';
import validOutput from '../schemas/compiled/request-approval.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { type LinkKind, putLink, updateRecord } from './aws/request-table.ts';
import { wakeExecution, wakeIfOver } from './aws/workflow.ts';
import { approversToMail, awaitingDecision, markUnreachable } from './domain/approval.ts';
import { LINK_SECRET_BYTES, linkHash, requestLinkEnd } from './domain/approval-link.ts';
import { MailRefusedError } from './domain/errors.ts';
import { isMailedTo } from './domain/policy.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { statusChange } from './domain/status-event.ts';
import { environmentVariable } from './runtime/environment.ts';
import { taskChain } from './runtime/task-chain.ts';
import { approvalMail } from './web/approval-mail.ts';
import { pendingMail } from './web/pending-mail.ts';

const BASE_URL = environmentVariable('BASE_URL');

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestId, round, taskToken }) => {
    const at = new Date().toISOString();
    let record = await updateRecord(requestId, (current) => awaitingDecision(current, round.index, taskToken, at));
    if (record.status !== 'PENDING_APPROVAL') {
      await wakeExecution(taskToken);
      return { requestId };
    }
    if (round.index === 0) await putStatusEvent(statusChange(record, 'RECEIVED', at));
    for (const approver of approversToMail(record, round.index)) {
      if (record.status === 'PENDING_APPROVAL') record = await askOnce(record, approver, round.index);
    }
    if (round.index === 0 && record.status === 'PENDING_APPROVAL') record = await tellRequesterOnce(record);
    // Whom no mail reaches cannot be waited for; a vote that came meanwhile has woken the execution itself.
    if (record.status === 'PENDING_APPROVAL') await wakeIfOver(record);
    return { requestId };
  },
);

/** Mails an approver a link of their own; a retry of the round mails only those who have no mail yet. */
async function askOnce(record: RequestRecord, approver: string, round: number): Promise<RequestRecord> {
  const mark = `${round}/${approver}`;
  if (record.mailed.includes(mark)) return record;
  const { requestId } = record.request;
  const link = await makeLink('approval', requestId, approver, record.expiresAt ?? '');
  try {
    await sendMail(approver, approvalMail({ record, approver, link, now: new Date(), round }), requestId);
  } catch (error) {
    if (!(error instanceof MailRefusedError)) throw error;
    const unreachable = { approver, why: error.message, at: new Date().toISOString() };
    return updateRecord(requestId, (current) => markUnreachable(current, unreachable));
  }
  return updateRecord(requestId, (current) => ({ ...current, mailed: [...current.mailed, mark] }));
}

/** Mails the requester the link under which they follow their request, and take it back. */
async function tellRequesterOnce(record: RequestRecord): Promise<RequestRecord> {
  const mark = 'requester';
  const { requestId, requestedBy, source } = record.request;
  if (record.mailed.includes(mark) || !isMailedTo(policy, requestedBy, source.system)) return record;
  const link = await makeLink('request', requestId, requestedBy, requestLinkEnd(new Date()));
  try {
    await sendMail(requestedBy, pendingMail({ record, link, now: new Date() }), requestId);
  } catch (error) {
    if (!(error instanceof MailRefusedError)) throw error;
  }
  return updateRecord(requestId, (current) => ({ ...current, mailed: [...current.mailed, mark] }));
}

/** A new link, of which only the SHA-256 of its secret is stored. */
async function makeLink(kind: LinkKind, requestId: string, holder: string, endsAt: string): Promise<string> {
  const secret = randomBytes(LINK_SECRET_BYTES).toString('base64url');
  await putLink(linkHash(secret), { kind, requestId, holder, ttl: Math.ceil(Date.parse(endsAt) / 1000) });
  return `${BASE_URL}/${kind}s/${secret}`;
}
