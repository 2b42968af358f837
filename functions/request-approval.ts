import validInput from '../schemas/compiled/request-approval.input.js';
import validOutput from '../schemas/compiled/request-approval.output.js';
import { putStatusEvent, putTicketComment } from './aws/event-bus.ts';
import { holdMail } from './aws/held-mails.ts';
import { giveMailBack, type MailRole, takeMail } from './aws/mail-budget.ts';
import { type OutgoingMail, sendMail } from './aws/mailer.ts';
import { newApproverLink, newRequesterLink } from './aws/new-link.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { wakeExecution, wakeIfOver } from './aws/workflow.ts';
import type { CompetingRequest } from './domain/approval/competing-request.ts';
import { approversToWarn } from './domain/approval/competitor-notice.ts';
import { undeliverable } from './domain/approval/delivery-failure.ts';
import { requestLinkExpiry } from './domain/approval/page-link.ts';
import { secondsLeft } from './domain/approval/round-time.ts';
import { approversToMail, beginRound, isMailedInRound, isVotingOver } from './domain/approval/rounds.ts';
import { seesCurrentContacts } from './domain/approval/shown-changes.ts';
import type { PlanSummary } from './domain/campaign/campaign-plan.ts';
import { MailRefusedError, ThrottlingException } from './domain/errors.ts';
import { type SentMail, WORKFLOW } from './domain/ledger/events.ts';
import { evolve, evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { withTaskToken } from './domain/ledger/task-token.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { limitsOf, mostMailsAbout } from './domain/policy/limits.ts';
import { isToldOfWaiting } from './domain/policy/policy.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { TIME_SCALE } from './runtime/environment.ts';
import { policy } from './runtime/policy.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { checkApproval } from './steps/plan-check.ts';
import { mayMailRequester } from './steps/requester-mail.ts';
import { readPlanSummary } from './steps/shown-plan.ts';
import { approvalMail } from './web/mails/approval-mail.ts';
import { pendingMail } from './web/mails/pending-mail.ts';
import { askedAgainText } from './wording/asked-again.ts';
import { ticketComment } from './wording/ticket-comment.ts';

/** A mail may wait for 20 seconds: before the function is timed out, which is tried again a few times only, the rest is left. */
const MAILING_MILLISECONDS = 20_000;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, round: { index: round }, enteredAt, taskToken }) => {
    const begunAt = Date.now();
    const at = new Date(begunAt).toISOString();
    let record = await updateRecord(requestKey, (current) => {
      const events = beginRound(current, round, enteredAt);
      return events ? withTaskToken(evolveAll(current, events), taskToken) : current;
    });
    if (isVotingOver(record)) {
      await wakeExecution(taskToken);
      return { requestKey };
    }
    await checkApproval(record, policy);
    if (round === 0 && !isAnybodyMailed(record)) await announce(record, at);
    const competing = await readCompetingRequests(record);
    const summary = await readPlanSummary(record);
    for (const approver of approversToMail(record, round)) {
      if (isVotingOver(record)) break;
      requireTime(begunAt);
      record = await askOnce({ record, approver, round, competing, summary });
    }
    if (round === 0 && !isVotingOver(record)) {
      record = await notifyRequesterOnce(record, competing, summary);
      for (const competitor of competing) {
        requireTime(begunAt);
        await warnApproversOf(competitor.requestKey, record);
      }
    }
    // If the time is up, or too few approvers can be reached, there is nothing to wait for. A decisive vote has woken the
    // execution itself.
    if (secondsLeft(record, round, Date.now(), TIME_SCALE) === 0) await wakeExecution(taskToken);
    else if (record.status === 'PENDING_APPROVAL') await wakeIfOver(record);
    return { requestKey };
  },
);

/** @throws ThrottlingException when mails have waited so long that the next try, of which there are many, sends the others */
function requireTime(begunAt: number): void {
  if (Date.now() - begunAt > MAILING_MILLISECONDS) throw new ThrottlingException('SES/LineSlow');
}

/** Whether an earlier try has got past the announcement. */
function isAnybodyMailed({ mails }: RequestRecord): boolean {
  return mails.some(({ kind }) => kind === 'approvalRequest');
}

/** The status event; where approvers are asked again, the status has been the same before, and only the ticket is told. */
async function announce(record: RequestRecord, at: string): Promise<void> {
  const change = statusChange(record, 'RECEIVED', at);
  const again = askedAgainText(record);
  if (again === undefined) await putStatusEvent(change, ticketComment(change, { accounts: record.accounts }));
  else await putTicketComment(ticketComment(change, { accounts: record.accounts, note: again }));
}

/** What a mail to one approver is about. */
interface Asking {
  record: RequestRecord;
  approver: string;
  round: number;
  competing: CompetingRequest[];
  /** The plan of a campaign. */
  summary: PlanSummary | undefined;
}

/**
 * Mails an approver a link of their own. A retry only mails those who have no mail of this round yet. Who has got many in this
 * hour is told of this one in a summary.
 */
async function askOnce({ record, approver, round, competing, summary }: Asking): Promise<RequestRecord> {
  if (isMailedInRound(record, approver, round)) return record;
  const requestKey = requestKeyOf(record.request);
  if (!(await takeMail(approver, 'approver', mostMailsAbout(record, limitsOf(policy))))) {
    await holdMail(approver, requestKey);
    return record;
  }
  const link = await newApproverLink(requestKey, approver, record.expiresAt ?? '');
  try {
    await send(
      'approver',
      approver,
      approvalMail({ record, approver, link, now: new Date(), round, competing, summary }),
      requestKey,
    );
  } catch (error) {
    if (!(error instanceof MailRefusedError)) throw error;
    const failure = { addresses: [approver], reason: { kind: 'refused', error: error.reason } as const };
    const at = new Date().toISOString();
    return updateRecord(requestKey, (current) => evolveAll(current, undeliverable(current, failure, at)));
  }
  return recordMail(requestKey, { kind: 'approvalRequest', to: approver, round });
}

/** Mails requesters the link to the page where they can follow and cancel their request, if the policy wants them to get one. */
async function notifyRequesterOnce(
  record: RequestRecord,
  competing: CompetingRequest[],
  summary: PlanSummary | undefined,
): Promise<RequestRecord> {
  const { requestedBy } = record.request;
  if (!isToldOfWaiting(policy, record.provenBy)) return record;
  const requestKey = requestKeyOf(record.request);
  const isMailed = record.mails.some(({ kind }) => kind === 'pendingNotice');
  if (isMailed || !(await mayMailRequester(record.request))) return record;
  const seesCurrent = seesCurrentContacts(record, policy);
  const link = await newRequesterLink(requestKey, requestedBy, requestLinkExpiry(new Date()));
  try {
    await send(
      'requester',
      requestedBy,
      pendingMail({ record, link, now: new Date(), competing, seesCurrent, summary }),
      requestKey,
    );
  } catch (error) {
    if (!(error instanceof MailRefusedError)) throw error;
  }
  return recordMail(requestKey, { kind: 'pendingNotice', to: requestedBy });
}

/** Approvers of another request who were asked before this one came learn of it, by a mail with another link of theirs. */
async function warnApproversOf(requestKey: RequestKey, { request }: RequestRecord): Promise<void> {
  const record = await readRecord(requestKey);
  const competitor = requestKeyOf(request);
  const approvers = record ? approversToWarn(record, competitor) : [];
  if (!record || approvers.length === 0) return;
  const competing = await readCompetingRequests(record);
  for (const approver of approvers) {
    if (!(await takeMail(approver, 'approver', mostMailsAbout(record, limitsOf(policy))))) continue;
    const link = await newApproverLink(requestKey, approver, record.expiresAt ?? '');
    const mail = { record, approver, link, now: new Date(), round: record.round ?? 0, competing };
    try {
      await send('approver', approver, approvalMail({ ...mail, notice: 'competitor' }), requestKey);
    } catch (error) {
      if (!(error instanceof MailRefusedError)) throw error;
    }
    await recordMail(requestKey, { kind: 'competitorNotice', to: approver, competitor });
  }
}

/** Sends a mail that was counted. A mail that has to wait for others is tried again by the state machine, and counted then. */
async function send(role: MailRole, to: string, mail: OutgoingMail, requestKey: RequestKey): Promise<void> {
  try {
    await sendMail(to, mail, requestKey);
  } catch (error) {
    if (error instanceof ThrottlingException) await giveMailBack(to, role);
    throw error;
  }
}

async function recordMail(requestKey: RequestKey, mail: SentMail): Promise<RequestRecord> {
  const at = new Date().toISOString();
  return updateRecord(requestKey, (current) => evolve(current, { type: 'MailSent', at, by: WORKFLOW, mail }));
}
