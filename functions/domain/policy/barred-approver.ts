import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { MailboxRules } from '../../../schemas/compiled/policy-schema.js';
import { isSameMailbox } from '../request/mailbox.ts';

/** Somebody whom the policy lists, but who is not asked because they shaped the request. */
export interface BarredApprover {
  approver: string;
  /** The requester or contributor with this mailbox, as the request names them. */
  shapedAs: string;
}

/**
 * The requester or contributor whose mailbox this is, as the request names them; `undefined` if its person had no part in the
 * request. Nobody decides on a request that they shaped: this is the only rule about it.
 */
export function shapedAs(
  { requestedBy, contributors = [] }: Pick<ChangeRequest, 'requestedBy' | 'contributors'>,
  address: string,
  rules: MailboxRules,
): string | undefined {
  return [requestedBy, ...contributors].find((shaper) => isSameMailbox(shaper, address, rules));
}
