import validInput from '../schemas/compiled/cancel-request.input.js';
import validOutput from '../schemas/compiled/cancel-request.output.js';
import type { Cancellation } from '../schemas/compiled/cancellation.js';
import type { TicketCancellation } from '../schemas/compiled/ticket-cancellation.js';
import { readProof } from './aws/intake-proofs.ts';
import { findRequest } from './aws/named-requests.ts';
import { recordEvents } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { type CancellationRefusal, cancelRequest, type UnclearRequest } from './domain/approval/cancellation.ts';
import { TICKET_EVENT_SOURCE } from './domain/request/event-source.ts';
import { isRequester } from './domain/request/request.ts';
import { requestIdIn } from './domain/request/request-key.ts';
import { type AuditFacts, audit } from './middleware/audit.ts';
import { taskChain } from './middleware/task-chain.ts';
import { withdrawTicket } from './steps/withdrawal.ts';

/**
 * The event `Alternate Contact Change Cancellation Requested`: cancels a request for its requester, or all that a ticket has
 * requested, until it is being applied.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ source, detail }) =>
  'takenBackAt' in detail ? takeBack(detail, source) : cancel(detail),
);

async function cancel({ requestId, source, requestedBy, reason: comment = '' }: Cancellation) {
  const by = { kind: 'claimed', id: requestedBy } as const;
  const found = await findRequest(requestId, source?.system, (own) => isRequester({ requestedBy: own }, requestedBy));
  if ('refusal' in found) return ignored(requestId, { by, refusal: found.refusal });
  const requests = [found.requestKey];
  const cancellation = { requestedBy, isProven: false, comment, at: new Date().toISOString() };
  const result = await recordEvents(found.requestKey, (current) => cancelRequest(current, cancellation));
  if ('refusal' in result) return ignored(requestId, { by, requests, refusal: result.refusal });
  await wakeIfOver(result.record);
  await audit('cancellation', { by, requests });
  return { requestId, status: result.record.status };
}

/**
 * Only the ticket's own webhook takes a ticket's requests back: nobody else may put an event of this source, nor has the proof of
 * it. When that was is part of what is proven, so that an event that is put again does not take back what the ticket has asked
 * for since.
 */
async function takeBack(detail: TicketCancellation, eventSource: string) {
  const { source, takenBackAt } = detail;
  const ticket = source.reference;
  if (eventSource !== TICKET_EVENT_SOURCE || (await readProof(detail)) !== 'signature') {
    await audit('cancellation', { by: { kind: 'claimed', id: source.system }, ticket, refusal: 'notProven' });
    return { ignored: 'notProven' as const };
  }
  const withdrawn = await withdrawTicket(source, takenBackAt);
  await audit('cancellation', { by: { kind: 'system', id: source.system }, ticket, requests: withdrawn });
  return { withdrawn: withdrawn.map(requestIdIn) };
}

type Ignored = AuditFacts & { refusal: CancellationRefusal | UnclearRequest };

/** Nobody waits for an answer, and a retry would not help, so the audit says why. */
async function ignored(requestId: string, facts: Ignored) {
  await audit('cancellation', facts);
  return { requestId, ignored: facts.refusal };
}
