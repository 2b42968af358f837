import validInput from '../schemas/compiled/record-outcome.input.js';
import validOutput from '../schemas/compiled/record-outcome.output.js';
import { putStatusEvent, putTicketComment } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { ChangeResult, RequestRecord } from './domain/ledger/record.ts';
import { changeResults } from './domain/ledger/results.ts';
import { endOfApproval, executionFailure, type Outcome, outcomeOf } from './domain/outcome/outcome.ts';
import { answerRepetition, isRepetition } from './domain/outcome/repeated-request.ts';
import { reportedResult } from './domain/outcome/status-event.ts';
import { isMailedTo } from './domain/policy/policy.ts';
import {
  type ReadableRequest,
  readableContacts,
  readableKey,
  readableRequest,
} from './domain/request/readable-request.ts';
import type { RequestKey } from './domain/request/request-key.ts';
import { endRequest } from './ending/end-request.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { invalidMail } from './web/mails/outcome-mail.ts';
import { reasonTexts } from './wording/reason.ts';
import { repeatedComment, takenIdComment, ticketComment } from './wording/ticket-comment.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ executionArn, state }) => {
    const asked = readableRequest(state.detail);
    const before = await ownRecord(state.requestKey ?? readableKey(asked), executionArn);
    const outcome = outcomeOf(state, before?.status);
    const isTold = endOfApproval(state.round?.status) !== undefined;
    const results = before
      ? await endRequest(before, { outcome, applied: state.results ?? [], isTold })
      : await refuse(asked, state.detail, outcome);
    const failure = executionFailure(outcome, results);
    return {
      requestId: (before?.request ?? asked).requestId,
      status: outcome.status,
      results: results.map(reportedResult),
      ...(outcome.reasons && { reasons: outcome.reasons }),
      ...(failure && { failure }),
    };
  },
);

/** The record, if this execution registered the request; a duplicate must leave the first one alone. */
async function ownRecord(key: RequestKey | undefined, executionArn: string): Promise<RequestRecord | undefined> {
  const record = key && (await readRecord(key));
  return record?.executionArn === executionArn ? record : undefined;
}

/** Tells how a request ends that this execution has not registered. @returns what became of each change */
async function refuse(asked: ReadableRequest, detail: unknown, outcome: Outcome): Promise<ChangeResult[]> {
  const { status } = outcome;
  const at = new Date().toISOString();
  const results = changeResults(readableContacts(detail), [], outcome);
  const reasons = reasonTexts(outcome.reasons ?? [], detail);
  const changes = results.map(reportedResult);
  const change = { ...asked, status, previousStatus: null, occurredAt: at, changes };
  await putStatusEvent(change, ticketComment(change, { reasons }));
  if (status === 'DUPLICATE') await answerTicket(asked, at);
  if (status === 'INVALID') await notifyOfInvalid(asked, reasons);
  return results;
}

/** The ticket of a request whose id is taken learns why nothing happens: it ended in vain before, or is somebody else's. */
async function answerTicket(asked: ReadableRequest, at: string): Promise<void> {
  const key = readableKey(asked);
  const first = key && (await readRecord(key));
  if (!first || !key) return;
  const isOwn = isRepetition(first, asked.source);
  const comment = isOwn ? repeatedComment(first) : takenIdComment(asked);
  if (!comment || answerRepetition(first, isOwn, at).length === 0) return;
  await putTicketComment(comment);
  await updateRecord(key, (current) => evolveAll(current, answerRepetition(current, isOwn, at)));
}

/** A mail that cannot be sent is logged. */
async function notifyOfInvalid({ requestId, requestedBy, source }: ReadableRequest, reasons: string[]): Promise<void> {
  if (requestedBy === null || !isMailedTo(policy, requestedBy, source?.system)) return;
  await sendMail(requestedBy, invalidMail({ requestId, reasons }), null).catch(
    logged('The requester was not notified of the outcome', { requestId, status: 'INVALID' }),
  );
}
