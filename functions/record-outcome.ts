import policy from '../schemas/compiled/policy.js';
import validInput from '../schemas/compiled/record-outcome.input.js';
import validOutput from '../schemas/compiled/record-outcome.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { sendMail } from './aws/mailer.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { endOfApproval, type Outcome, outcomeOf } from './domain/outcome.ts';
import { withOutcome } from './domain/outcome-record.ts';
import { isMailedTo } from './domain/policy.ts';
import { readableContacts, readableRequest } from './domain/request.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { taskChain } from './runtime/task-chain.ts';
import { invalidMail, outcomeMail } from './web/outcome-mail.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ executionArn, state }) => {
    const at = new Date().toISOString();
    const asked = readableRequest(state.detail);
    const before = await ownRecord(state.requestId ?? asked.requestId, executionArn);
    const { requestId, requestedBy, source } = before?.request ?? asked;
    const contacts = readableContacts(before?.request ?? state.detail);
    const outcome = outcomeOf(contacts, state, before?.status);
    const { status, results: changes } = outcome;

    const record =
      before &&
      (await updateRecord(before.request.requestId, (current) =>
        withOutcome(current, outcome, state.results ?? [], at),
      ));
    if (!endOfApproval(state.round?.status)) {
      const previousStatus = before && before.status !== status ? before.status : null;
      const change = { requestId, status, previousStatus, requestedBy, source, occurredAt: at, changes };
      await putStatusEvent(change, outcome.reasons);
    }
    await tellRequester({ requestId, requestedBy, system: source?.system }, outcome, record);
    return { requestId, ...outcome };
  },
);

/** The record of the request, if this execution has registered it; a duplicate must leave the first one alone. */
async function ownRecord(requestId: string | null, executionArn: string): Promise<RequestRecord | undefined> {
  const record = requestId === null ? undefined : await readRecord(requestId);
  return record?.executionArn === executionArn ? record : undefined;
}

interface Addressee {
  requestId: string | null;
  requestedBy: string | null;
  system: string | undefined;
}

/** A mail that cannot be sent is no reason to call a request failed that was applied: it is logged. */
async function tellRequester(
  { requestId, requestedBy, system }: Addressee,
  { status, reasons }: Outcome,
  record: RequestRecord | undefined,
): Promise<void> {
  if (requestedBy === null || !isMailedTo(policy, requestedBy, system)) return;
  const mail =
    status === 'INVALID' ? invalidMail({ requestId, reasons: reasons ?? [] }) : record && outcomeMail({ record });
  if (!mail) return;
  try {
    await sendMail(requestedBy, mail, requestId);
  } catch (error) {
    logger.error('The requester was not told the outcome', { requestId, status, ...errorFields(error) });
  }
}
