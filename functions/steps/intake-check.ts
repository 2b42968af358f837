import { readProof } from '../aws/intake-proofs.ts';
import { MalformedEventError } from '../domain/errors.ts';
import { foreignSystem } from '../domain/policy/door-problems.ts';
import { TICKET_EVENT_SOURCE } from '../domain/request/event-source.ts';
import type { Problem } from '../domain/request/problem.ts';
import { readableRequest } from '../domain/request/readable-request.ts';
import { isDerivedId } from '../domain/request/request-rules.ts';
import { type SchemaError, schemaProblems } from '../domain/request/schema-problems.ts';
import { policy } from '../runtime/policy.ts';
import { reasonsOf } from '../wording/reason.ts';

/**
 * What the sender may not claim: somebody else's system, or an id that `contacts` makes by a signed call. Looked at first: whoever
 * speaks for somebody else's ticket must not have it told what else is wrong.
 */
export async function foreignClaims(eventSource: string, detail: object): Promise<Problem[]> {
  const asked = readableRequest(detail);
  const isDerived = isDerivedId(asked);
  const provenBy = isDerived || eventSource === TICKET_EVENT_SOURCE ? await readProof(detail) : undefined;
  return [
    ...foreignSystem(asked.source?.system, { eventSource, provenBy }, policy),
    ...(isDerived && !provenBy ? [{ pointer: '/requestId', code: 'reservedSource' } as const] : []),
  ];
}

/** An event without a detail is nobody's request. */
export function malformedEvent(errors: SchemaError[]): MalformedEventError {
  const reasons = reasonsOf(schemaProblems(errors));
  return new MalformedEventError(reasons.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'));
}
