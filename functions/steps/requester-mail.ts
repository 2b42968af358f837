import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { takeMail } from '../aws/mail-budget.ts';
import { limitsOf } from '../domain/policy/limits.ts';
import { isMailedTo } from '../domain/policy/policy.ts';
import { policy } from '../runtime/policy.ts';

/** Whether the requester may get a mail, which then counts: the policy wants them to get mails, and they had not enough in this hour. */
export async function mayMailRequester({
  requestedBy,
  source,
}: Pick<ChangeRequest, 'requestedBy' | 'source'>): Promise<boolean> {
  if (!isMailedTo(policy, requestedBy, source.system)) return false;
  return takeMail(requestedBy, 'requester', limitsOf(policy).mailsPerHour);
}
