import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { MailboxRules } from '../../../schemas/compiled/policy-schema.js';
import { isSameMailbox } from '../request/mailbox.ts';

/** Somebody whom the policy lists, but who is not asked because they shaped the request. */
export interface BarredApprover {
  approver: string;
  /** The requester or contributor with this mailbox, as the request names them. */
  shapedAs: string;
}

/** A request, and the people who shaped those that gave way to it. */
export interface Shaped {
  request: Pick<ChangeRequest, 'requestedBy' | 'contributors'>;
  formerShapers?: string[];
}

/** Everybody who shaped a request: its requester, its contributors, and those of the requests that gave way to it. */
export function shapersOf({ request, formerShapers = [] }: Shaped): string[] {
  return [...new Set([request.requestedBy, ...(request.contributors ?? []), ...formerShapers])];
}

/**
 * The shaper whose mailbox this is, as the request names them; `undefined` if its person had no part in the request. Nobody
 * decides on a request that they shaped: this is the only rule about it.
 */
export function shapedAs(shaped: Shaped, address: string, rules: MailboxRules): string | undefined {
  return shapersOf(shaped).find((shaper) => isSameMailbox(shaper, address, rules));
}
