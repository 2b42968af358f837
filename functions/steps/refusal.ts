import { takeMail } from '../aws/mail-budget.ts';
import { sendMail } from '../aws/mailer.ts';
import { isNewsFor } from '../aws/told-once.ts';
import { limitsOf } from '../domain/policy/limits.ts';
import { isMailedTo } from '../domain/policy/policy.ts';
import type { ReadableRequest } from '../domain/request/readable-request.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { logged, logger } from '../runtime/logger.ts';
import { policy } from '../runtime/policy.ts';
import { invalidMail } from '../web/mails/outcome-mail.ts';

/** A request that is INVALID, as far as it can be read, and why, each reason in one line. */
export interface Refusal {
  asked: ReadableRequest;
  reasons: string[];
  /** The execution that refuses it. */
  executionArn: string;
}

/** Whether the ticket of the request has yet to hear of this refusal: an identical one is told once a day. */
export async function isNewsForTicket({ asked, reasons, executionArn }: Refusal): Promise<boolean> {
  const { system = '', reference } = asked.source ?? {};
  if (reference === undefined) return false;
  return isNewsFor(JSON.stringify(['ticket', system.toLowerCase(), reference]), reasons.join('\n'), executionArn);
}

/**
 * Mails the requester why their request is INVALID: once a day for the same ticket and reasons, because whoever may put events may
 * name anybody as the requester. A mail that cannot be sent is logged.
 */
export async function mailRefusal(refusal: Refusal, requestKey: RequestKey | null): Promise<void> {
  const { asked, reasons, executionArn } = refusal;
  const { requestId, requestedBy, source } = asked;
  if (requestedBy === null || !isMailedTo(policy, requestedBy, source?.system)) return;
  const what = JSON.stringify([source, reasons]);
  if (!(await isNewsFor(requestedBy.trim().toLowerCase(), what, executionArn))) return;
  if (!(await takeMail(requestedBy, 'requester', limitsOf(policy).mailsPerHour))) {
    logger.warn('A requester got no mail, because they had enough in this hour', { requestId });
    return;
  }
  await sendMail(requestedBy, invalidMail({ requestId, reasons }), requestKey).catch(
    logged('The requester was not notified of the outcome', { requestId, status: 'INVALID' }),
  );
}
