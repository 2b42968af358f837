import validInput from '../schemas/compiled/record-outcome.input.js';
import validOutput from '../schemas/compiled/record-outcome.output.js';
import { releaseContacts } from './aws/contact-claims.ts';
import { notifyApprovers } from './aws/decision-notices.ts';
import { putStatusEvent, putTicketComment } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { readNeighbours, recordForOther } from './aws/neighbours.ts';
import { removeOpenRequest } from './aws/open-requests.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { outdatePlan, revisionsAfter } from './domain/approval/outdated-plan.ts';
import { contactName } from './domain/contact/contact.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { changeResults } from './domain/ledger/results.ts';
import { withoutTaskToken } from './domain/ledger/task-token.ts';
import { endOfApproval, executionFailure, type Outcome, outcomeEvents, outcomeOf } from './domain/outcome/outcome.ts';
import { answerRepetition, isRepetition } from './domain/outcome/repeated-request.ts';
import { reportedResult } from './domain/outcome/status-event.ts';
import { isMailedTo } from './domain/policy/policy.ts';
import {
  type ReadableRequest,
  readableContacts,
  readableKey,
  readableRequest,
} from './domain/request/readable-request.ts';
import type { FinalStatus } from './domain/request/request.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { decisionMail } from './web/mails/decision-mail.ts';
import { invalidMail, outcomeMail } from './web/mails/outcome-mail.ts';
import { reasonTexts } from './wording/reason.ts';
import { repeatedComment, takenIdComment, ticketComment } from './wording/ticket-comment.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ executionArn, state }) => {
    const at = new Date().toISOString();
    const asked = readableRequest(state.detail);
    const before = await ownRecord(state.requestKey ?? readableKey(asked), executionArn);
    const head = before?.request ?? asked;
    const outcome = outcomeOf(state, before?.status);
    const { status, reasons } = outcome;
    const reasonLines = reasonTexts(reasons ?? [], state.detail);

    const record = before && (await recordOutcome(before, outcome, state.results ?? [], at));
    const results = record?.results ?? changeResults(readableContacts(state.detail), [], outcome);
    const changes = results.map(reportedResult);
    if (!endOfApproval(state.round?.status)) {
      const previousStatus = before && before.status !== status ? before.status : null;
      const change = { ...identityOf(head), status, previousStatus, occurredAt: at, changes };
      await putStatusEvent(
        change,
        ticketComment(change, { reasons: reasonLines, accounts: record?.accounts, cancellation: record?.cancellation }),
      );
    }
    if (status === 'DUPLICATE') await answerTicket(asked, at);
    if (record) await leaveContacts(record, at);
    await notifyRequester(head, status, reasonLines, record);
    if (record && !endOfApproval(status)) {
      await notifyApprovers(
        record,
        decisionMail({ record }),
        logged('An approver was not told how the request ended', { requestKey: requestKeyOf(record.request) }),
      );
    }
    const failure = executionFailure(outcome, results);
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
async function ownRecord(key: RequestKey | undefined, executionArn: string): Promise<RequestRecord | undefined> {
  const record = key && (await readRecord(key));
  return record?.executionArn === executionArn ? record : undefined;
}

async function recordOutcome(
  { request }: RequestRecord,
  outcome: Outcome,
  applied: Parameters<typeof outcomeEvents>[2],
  at: string,
): Promise<RequestRecord> {
  return updateRecord(requestKeyOf(request), (current) =>
    withoutTaskToken(evolveAll(current, outcomeEvents(current, outcome, applied, at))),
  );
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

/**
 * Requests that wait for the same contacts learn how often these were changed, before the next one may change them. A retry
 * repeats it for the contacts that it still has.
 */
async function leaveContacts(record: RequestRecord, at: string): Promise<void> {
  const { request, applyingSince, plan = [], results = [] } = record;
  const { changes } = request;
  const requestKey = requestKeyOf(request);
  if (applyingSince) {
    const { states, requests } = await readNeighbours(record);
    const claimed = new Set(states.filter(({ claimedBy }) => claimedBy === requestKey).map(contactName));
    const now = revisionsAfter(record).filter((contact) => claimed.has(contactName(contact)));
    const outdate = (current: RequestRecord) => outdatePlan(current, now, requestKey, at);
    await Promise.all([...requests.keys()].map((key) => recordForOther(key, outdate)));
  }
  const applied = new Set(results.filter(({ status }) => status === 'APPLIED').map(contactName));
  const changed = plan.filter((change) => applied.has(contactName(change)));
  await releaseContacts(requestKey, changes, changed);
  await removeOpenRequest(record);
}

function identityOf({ requestId, requestedBy, source }: ReadableRequest): ReadableRequest {
  return { requestId, requestedBy, source };
}

/** A mail that cannot be sent is no reason to fail a request that was applied: it is logged. */
async function notifyRequester(
  { requestId, requestedBy, source }: ReadableRequest,
  status: FinalStatus,
  reasons: string[],
  record: RequestRecord | undefined,
): Promise<void> {
  const requestKey = record ? requestKeyOf(record.request) : null;
  if (requestedBy === null || !isMailedTo(policy, requestedBy, source?.system)) return;
  const mail = status === 'INVALID' ? invalidMail({ requestId, reasons }) : record && outcomeMail({ record });
  if (!mail) return;
  await sendMail(requestedBy, mail, requestKey).catch(
    logged('The requester was not notified of the outcome', { requestKey, status }),
  );
}
