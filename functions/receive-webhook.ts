import validRequest from '../schemas/compiled/change-request.js';
import type { Reason } from '../schemas/compiled/reason.js';
import { putRequestEvent } from './aws/event-bus.ts';
import { readWebhookSecrets } from './aws/secrets.ts';
import { foreignEmailDomains, repeatedContacts } from './domain/request/request-rules.ts';
import { schemaProblems } from './domain/request/schema-problems.ts';
import { httpChain } from './middleware/http-chain.ts';
import { logged, logger } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { isProven } from './webhooks/proof.ts';
import { mapTicket, TicketMappingError } from './webhooks/ticket-mapping.ts';
import { BODY_BYTES, exactText, parseJson, principalOf, rawBody } from './webhooks/webhook-request.ts';
import { reasonOf, reasonsOf } from './wording/reason.ts';

/** `POST /webhooks/{source}`: verifies, maps and validates a ticket's webhook, and puts its request on the bus. */
export const handler = httpChain({
  headers: { 'content-type': 'application/json' },
  errorBody: () => JSON.stringify({ message: 'Internal Server Error' }),
}).handler(async (event) => {
  const bytes = rawBody(event);
  if (bytes.length > BODY_BYTES) return answer(413, { message: `the body is larger than ${BODY_BYTES} bytes` });

  const system = event.pathParameters?.['source'] ?? '';
  const source = Object.hasOwn(policy.sources ?? {}, system) ? policy.sources?.[system] : undefined;
  const body = exactText(bytes);
  const proof = { headers: event.headers, body: body ?? '', principal: principalOf(event), now: new Date() };
  const secrets = (maxAgeSeconds?: number) => readWebhookSecrets(system, maxAgeSeconds);
  if (!source || body === undefined || !(await isProven(source.proof, secrets, proof))) {
    return answer(401, { message: 'Unauthorized' });
  }
  const payload = parseJson(body);
  if (!payload) return answer(400, { message: 'the body is not JSON' });

  try {
    const ticket = await mapTicket(source, system, payload.value);
    if (ticket === 'left') return answer(200, { message: 'this event asks for no change' });
    const { mapped, ...place } = ticket;
    if ('source' in mapped) return invalid([reasonOf({ pointer: '/source', code: 'notAllowedHere' })]);
    return await putRequest({ ...mapped, source: { system, ...place } });
  } catch (error) {
    if (!(error instanceof TicketMappingError)) throw error;
    logger.warn('A ticket could not be mapped', { source: system, ticket: error.reference });
    return answer(422, { message: error.message });
  }
});

/** An invalid request goes to the workflow, too, which notifies the requester and the ticket. */
async function putRequest(detail: { requestId?: unknown; source: { system: string } }) {
  const reasons = refusals(detail);
  if (reasons.length === 0) {
    await putRequestEvent(detail);
    return answer(202, { requestId: detail.requestId });
  }
  const { system } = detail.source;
  await putRequestEvent(detail).catch(logged('The workflow did not get an invalid request', { source: system }));
  return invalid(reasons);
}

function refusals(detail: unknown): Reason[] {
  const problems = validRequest(detail)
    ? [...repeatedContacts(detail), ...foreignEmailDomains(detail, policy.allowedEmailDomains)]
    : schemaProblems(validRequest.errors ?? []);
  return reasonsOf(problems);
}

function invalid(reasons: Reason[]) {
  return answer(422, { message: 'the ticket is not a valid change request', reasons });
}

function answer(statusCode: number, body: object) {
  return { statusCode, body: JSON.stringify(body) };
}
