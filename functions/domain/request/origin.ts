import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { ORGANIZATION_SYSTEM } from './request.ts';

/** What comes from the same ticket, or is the baseline of the same account, has the same origin. */
export function ticketOrigin(system: string, reference: string): string {
  return `${system} ${reference}`;
}

export function baselineOrigin(accountId: string): string {
  return `${ORGANIZATION_SYSTEM} ${accountId}`;
}

/** The origin of a request; none if it names no ticket. */
export function originOf({ source, changes }: Pick<ChangeRequest, 'source' | 'changes'>): string | undefined {
  const { system, reference } = source;
  if (system === ORGANIZATION_SYSTEM) return baselineOrigin(changes[0]?.accountId ?? '');
  return reference === undefined ? undefined : ticketOrigin(system, reference);
}
