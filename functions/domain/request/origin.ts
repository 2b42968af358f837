import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { ORGANIZATION_SYSTEM, type ProvenBy } from './request.ts';

/** What an origin follows from. */
export interface Originated {
  request: Pick<ChangeRequest, 'source' | 'changes' | 'requestedBy'>;
  provenBy: ProvenBy;
}

/**
 * What comes from the same ticket, or is the baseline of the same account, has the same origin. Who only claims to be a ticket
 * does not have the origin of what its own webhook has signed. Somebody who signs in names a ticket of their own choice, so only
 * their own requests for it belong together: nobody else's may be replaced by naming its ticket.
 */
export function ticketOrigin(provenBy: ProvenBy, system: string, reference: string): string {
  return `${provenBy} ${system.toLowerCase()} ${reference}`;
}

export function baselineOrigin(accountId: string): string {
  return `${ORGANIZATION_SYSTEM} ${accountId}`;
}

/** The origin of a request; none if it names no ticket. */
export function originOf({ request, provenBy }: Originated): string | undefined {
  const { source, changes, requestedBy } = request;
  const { system, reference } = source;
  if (system === ORGANIZATION_SYSTEM) return baselineOrigin(changes[0]?.accountId ?? '');
  if (reference === undefined) return undefined;
  const origin = ticketOrigin(provenBy, system, reference);
  return provenBy === 'iam' ? `${requestedBy.toLowerCase()} ${origin}` : origin;
}
