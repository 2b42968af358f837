import validCancellation from '../schemas/compiled/ticket-cancellation.js';
import { putTicketCancellationEvent, putTicketRequestEvent } from './aws/event-bus.ts';
import { putProof } from './aws/intake-proofs.ts';
import { readLiveKeys } from './aws/webhook-keys.ts';
import { checkAtDoor, isTooLarge } from './domain/policy/door-problems.ts';
import { canonicalRequest } from './domain/request/canonical-request.ts';
import { TICKET_EVENT_SOURCE } from './domain/request/event-source.ts';
import { audited } from './middleware/audited.ts';
import { jsonAnswer, jsonChain, readBody, requestTooLarge } from './middleware/json-chain.ts';
import { logged, logger } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { provenBy } from './webhooks/proof.ts';
import { readTicket, TicketMappingError } from './webhooks/ticket-mapping.ts';
import { reasonOf, reasonsOf, schemaReasons } from './wording/reason.ts';
import { refusedText } from './wording/refused-request.ts';

const SENDER = { eventSource: TICKET_EVENT_SOURCE, provenBy: 'signature' } as const;
const calls = jsonChain().use(audited('webhook'));

/** `POST /webhooks/{source}`: verifies and reads a ticket's webhook, and puts what it asks for on the bus. */
export const handler = calls.handler(async ({ headers, pathParameters, text, principal, note }) => {
  const system = pathParameters?.['source'] ?? '';
  const source = Object.hasOwn(policy.sources ?? {}, system) ? policy.sources?.[system] : undefined;
  const proof = { headers, body: text ?? '', principal, now: new Date() };
  const keys = (maxAgeSeconds?: number) => readLiveKeys(system, maxAgeSeconds);
  const proven = source && text !== undefined && (await provenBy(source.proof, keys, proof));
  // A name that is none of ours is not repeated anywhere.
  if (source) note({ by: { kind: proven ? 'system' : 'claimed', id: system } });
  if (!source || text === undefined || !proven) return jsonAnswer(401, { message: 'Unauthorized' });
  if (proven === 'previous') logger.warn('A webhook has the former key', { source: system, keyChange: 'pending' });
  const body = readBody(text);
  if ('answer' in body) {
    note({ refusal: body.refusal });
    return body.answer;
  }

  try {
    const ticket = await readTicket(source, system, body.value);
    if (ticket === 'left') return jsonAnswer(200, { message: 'this event asks for no change' });
    if ('takenBack' in ticket) return await putCancellation({ system, reference: ticket.takenBack });
    const { mapped, ...place } = ticket;
    if ('source' in mapped) return invalid([reasonOf({ pointer: '/source', code: 'notAllowedHere' })], mapped);
    return await putRequest({ ...canonicalRequest(mapped), source: { system, ...place } });
  } catch (error) {
    if (!(error instanceof TicketMappingError)) throw error;
    note({ refusal: 'notMapped', ...(error.reference !== undefined && { ticket: error.reference }) });
    return jsonAnswer(422, { message: error.message });
  }
});

async function putCancellation(source: { system: string; reference: string }) {
  const detail = { source, takenBackAt: new Date().toISOString() };
  if (!validCancellation(detail)) return invalid(schemaReasons(validCancellation.errors ?? []), detail);
  await putProof(detail, 'signature');
  await putTicketCancellationEvent(detail);
  return jsonAnswer(202, { message: 'what the ticket has requested is taken back, if it still waits' });
}

/** An invalid request goes to the workflow, too, which notifies the requester and the ticket. */
async function putRequest(detail: { source: { system: string } }) {
  if (isTooLarge(detail)) return requestTooLarge();
  const checked = checkAtDoor(detail, SENDER, policy);
  if ('request' in checked) {
    await put(checked.request);
    return jsonAnswer(202, { requestId: checked.request.requestId });
  }
  await put(detail).catch(logged('The workflow did not get an invalid request', { source: detail.source.system }));
  return invalid(reasonsOf(checked.problems), detail);
}

/** Without its proof, the workflow would take the event for somebody else's. */
async function put(detail: object) {
  await putProof(detail, 'signature');
  await putTicketRequestEvent(detail);
}

function invalid(reasons: ReturnType<typeof reasonsOf>, detail: unknown) {
  return jsonAnswer(422, { message: refusedText('the ticket', reasons, detail), reasons });
}
