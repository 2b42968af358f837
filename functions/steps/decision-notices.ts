import { takeMail } from '../aws/mail-budget.ts';
import { type OutgoingMail, sendMail } from '../aws/mailer.ts';
import { updateRecord } from '../aws/request-table.ts';
import { approversToNotify } from '../domain/approval/rounds.ts';
import { ThrottlingException } from '../domain/errors.ts';
import { WORKFLOW } from '../domain/ledger/events.ts';
import { evolve } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { limitsOf } from '../domain/policy/limits.ts';
import { areToldOfDecision } from '../domain/policy/policy.ts';
import { type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { policy } from '../runtime/policy.ts';
import { decisionMail } from '../web/mails/decision-mail.ts';

/** A mail may wait for 20 seconds: what else the function has to do is more important than the rest of these mails. */
const MAILING_MILLISECONDS = 20_000;

/**
 * Tells the approvers who were asked that there is nothing left to decide, unless the policy leaves that to the page. A retry
 * only mails those who have no mail yet. Who had many mails in this hour gets none: the page says it, too.
 * @param onError gets what fails: a mail that cannot be sent must not stop the changes, or keep the others from theirs
 */
export async function notifyApprovers(record: RequestRecord, onError: (error: unknown) => void): Promise<void> {
  if (!areToldOfDecision(policy)) return;
  const requestKey = requestKeyOf(record.request);
  const mail = decisionMail({ record });
  const begunAt = Date.now();
  for (const approver of approversToNotify(record)) {
    if (Date.now() - begunAt > MAILING_MILLISECONDS) return onError(new ThrottlingException('SES/LineSlow'));
    await notify(requestKey, approver, mail).catch(onError);
  }
}

async function notify(requestKey: RequestKey, to: string, mail: OutgoingMail): Promise<void> {
  if (!(await takeMail(to, 'approver', limitsOf(policy).mailsPerHour))) return;
  await sendMail(to, mail, requestKey);
  const sent = { kind: 'decisionNotice', to } as const;
  const at = new Date().toISOString();
  await updateRecord(requestKey, (current) => evolve(current, { type: 'MailSent', at, by: WORKFLOW, mail: sent }));
}
