import validInput from '../schemas/compiled/record-outcome.input.js';
import validOutput from '../schemas/compiled/record-outcome.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { changeResults } from './domain/ledger/results.ts';
import { withoutTaskToken } from './domain/ledger/task-token.ts';
import { endOfApproval, executionFailure, type Outcome, outcomeEvents, outcomeOf } from './domain/outcome/outcome.ts';
import { reportedResult } from './domain/outcome/status-event.ts';
import { isMailedTo } from './domain/policy/policy.ts';
import { type ReadableRequest, readableContacts, readableRequest } from './domain/request/readable-request.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { invalidMail, outcomeMail } from './web/mails/outcome-mail.ts';
import { ticketComment } from './wording/ticket-comment.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ executionArn, state }) => {
    const at = new Date().toISOString();
    const asked = readableRequest(state.detail);
    const before = await ownRecord(state.requestId ?? asked.requestId, executionArn);
    const head = before?.request ?? asked;
    const outcome = outcomeOf(state, before?.status);

    const record = before && (await recordOutcome(before, outcome, state.results ?? [], at));
    const results = record?.results ?? changeResults(readableContacts(state.detail), [], outcome);
    const changes = results.map(reportedResult);
    if (!endOfApproval(state.round?.status)) {
      const previousStatus = before && before.status !== outcome.status ? before.status : null;
      const change = { ...identityOf(head), status: outcome.status, previousStatus, occurredAt: at, changes };
      await putStatusEvent(change, ticketComment(change, outcome));
    }
    await notifyRequester(head, outcome, record);
    const failure = executionFailure(outcome, results);
    const { status, reasons } = outcome;
    return {
      requestId: head.requestId,
      status,
      results: changes,
      ...(reasons && { reasons }),
      ...(failure && { failure }),
    };
  },
);

/** The record, if this execution registered the request; a duplicate must leave the first one alone. */
async function ownRecord(requestId: string | null, executionArn: string): Promise<RequestRecord | undefined> {
  const record = requestId === null ? undefined : await readRecord(requestId);
  return record?.executionArn === executionArn ? record : undefined;
}

async function recordOutcome(
  { request }: RequestRecord,
  outcome: Outcome,
  applied: Parameters<typeof outcomeEvents>[2],
  at: string,
): Promise<RequestRecord> {
  return updateRecord(request.requestId, (current) =>
    withoutTaskToken(evolveAll(current, outcomeEvents(current, outcome, applied, at))),
  );
}

function identityOf({ requestId, requestedBy, source }: ReadableRequest): ReadableRequest {
  return { requestId, requestedBy, source };
}

/** A mail that cannot be sent is no reason to fail a request that was applied: it is logged. */
async function notifyRequester(
  { requestId, requestedBy, source }: ReadableRequest,
  { status, reasons = [] }: Outcome,
  record: RequestRecord | undefined,
): Promise<void> {
  if (requestedBy === null || !isMailedTo(policy, requestedBy, source?.system)) return;
  const mail = status === 'INVALID' ? invalidMail({ requestId, reasons }) : record && outcomeMail({ record });
  if (!mail) return;
  await sendMail(requestedBy, mail, requestId).catch(
    logged('The requester was not notified of the outcome', { requestId, status }),
  );
}
