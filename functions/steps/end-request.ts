import type { AppliedChange } from '../../schemas/compiled/record-outcome.input.js';
import { leaveContacts } from '../aws/contact-claims.ts';
import { putStatusEvent } from '../aws/event-bus.ts';
import { giveMailBack, takeMail } from '../aws/mail-budget.ts';
import { sendMail } from '../aws/mailer.ts';
import { leaveOrigin } from '../aws/open-requests.ts';
import { updateRecord } from '../aws/request-table.ts';
import { leaveRequester } from '../aws/requester-load.ts';
import { outdatePlan, revisionsAfter } from '../domain/approval/outdated-plan.ts';
import { contactName } from '../domain/contact/contact.ts';
import { ThrottlingException } from '../domain/errors.ts';
import { asAnnounced, asEnding, withoutEnding } from '../domain/ledger/ending.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { ChangeResult, RequestRecord } from '../domain/ledger/record.ts';
import { withoutTaskToken } from '../domain/ledger/task-token.ts';
import { endFigures } from '../domain/outcome/figures.ts';
import { endOfApproval, type Outcome, outcomeEvents } from '../domain/outcome/outcome.ts';
import { statusChange } from '../domain/outcome/status-event.ts';
import { limitsOf } from '../domain/policy/limits.ts';
import { isMailedTo } from '../domain/policy/policy.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged, logger } from '../runtime/logger.ts';
import { emitMetrics } from '../runtime/metrics.ts';
import { policy } from '../runtime/policy.ts';
import { outcomeMail } from '../web/mails/outcome-mail.ts';
import { reasonTexts } from '../wording/reason.ts';
import { ticketComment } from '../wording/ticket-comment.ts';
import { notifyApprovers } from './decision-notices.ts';
import { readNeighbours, recordForOther } from './neighbours.ts';
import { isNewsForTicket, mailRefusal, type Refusal } from './refusal.ts';

/** How a request that is registered ends. */
export interface Ending {
  outcome: Outcome;
  /** What became of its changes, if they were being applied. */
  applied: AppliedChange[];
  /** Whether a status event has told of it already. */
  isTold: boolean;
  /** Whether the state machine tries again, so that a mail can wait for others. */
  isPatient?: boolean;
  /** Makes a link to the page of the requester: a mail about a campaign has it, because the results are there. */
  linkToPage?: (record: RequestRecord) => Promise<string>;
}

/**
 * Records how a request ends, tells everybody whom it concerns, and leaves its contacts to others. A retry records nothing
 * twice, and does what an earlier try did not get to; until all of it is done, the record says that it is ending.
 * @returns what became of each change
 */
export async function endRequest(before: RequestRecord, ending: Ending): Promise<ChangeResult[]> {
  const { outcome, applied, isTold } = ending;
  const at = new Date().toISOString();
  const requestKey = requestKeyOf(before.request);
  const record = await updateRecord(requestKey, (current) => {
    const ended = withoutTaskToken(evolveAll(current, outcomeEvents(current, outcome, applied, at)));
    return current.results ? ended : asEnding(ended);
  });
  if (!before.results) emitMetrics(endFigures(record, outcome.status));
  const reasons = reasonTexts(outcome.reasons ?? [], undefined);
  if (!isTold && before.isEnding !== 'announced') await putEnd(record, before, at, reasons);
  await leave(record, at);
  await notifyRequester(record, ending, reasons);
  if (!endOfApproval(outcome.status)) {
    const onError = logged('An approver was not told how the request ended', { requestKey });
    await notifyApprovers(record, onError);
  }
  await updateRecord(requestKey, withoutEnding);
  return record.results ?? [];
}

async function putEnd(record: RequestRecord, before: RequestRecord, at: string, reasons: string[]): Promise<void> {
  const { accounts, cancellation } = record;
  const change = statusChange(record, before.status === record.status ? null : before.status, at);
  const isHeard = record.status === 'INVALID' && !(await isNewsForTicket(refusalOf(record, reasons)));
  await putStatusEvent(change, isHeard ? undefined : ticketComment(change, { reasons, accounts, cancellation }));
}

/**
 * Requests that wait for the same contacts learn how often these were changed, before the next one may change them. A retry
 * repeats it for the contacts that it still has.
 */
async function leave(record: RequestRecord, at: string): Promise<void> {
  const { request, applyingSince, plan = [], results = [] } = record;
  const requestKey = requestKeyOf(request);
  if (applyingSince) {
    const { states, requests } = await readNeighbours(record);
    const claimed = new Set(states.filter(({ claimedBy }) => claimedBy === requestKey).map(contactName));
    const now = revisionsAfter(record).filter((contact) => claimed.has(contactName(contact)));
    const outdate = (current: RequestRecord) => outdatePlan(current, now, requestKey, at);
    await Promise.all([...requests.keys()].map((key) => recordForOther(key, outdate)));
  }
  const applied = new Set(results.filter(({ status }) => status === 'APPLIED').map(contactName));
  const changed = plan.filter((change) => applied.has(contactName(change)));
  await leaveContacts(requestKey, request.changes, changed);
  await leaveOrigin(record);
  if (record.provenBy !== 'workflow') await leaveRequester(record, policy.mailboxes ?? {});
}

/**
 * A mail that cannot be sent is no reason to fail a request that was applied: it is logged.
 * @throws ThrottlingException when it can be sent later: the next try tells nobody else again
 */
async function notifyRequester(record: RequestRecord, ending: Ending, reasons: string[]): Promise<void> {
  const { status } = ending.outcome;
  const { requestedBy, source } = record.request;
  const requestKey = requestKeyOf(record.request);
  if (status === 'INVALID') return mailRefusal(refusalOf(record, reasons), requestKey);
  if (!isMailedTo(policy, requestedBy, source.system)) return;
  const onError = logged('The requester was not notified of the outcome', { requestKey, status });
  try {
    const isWithinBudget = await takeMail(requestedBy, 'requester', limitsOf(policy).mailsPerHour);
    if (isWithinBudget) {
      const link = record.counts && (await ending.linkToPage?.(record));
      await sendMail(requestedBy, outcomeMail({ record, link }), requestKey);
    } else logger.warn('A requester got no mail, because they had enough in this hour', { requestKey, status });
  } catch (error) {
    if (!(error instanceof ThrottlingException && ending.isPatient)) return onError(error);
    await giveMailBack(requestedBy, 'requester');
    await updateRecord(requestKey, asAnnounced);
    throw error;
  }
}

function refusalOf({ request, executionArn }: RequestRecord, reasons: string[]): Refusal {
  const { requestId, requestedBy, source } = request;
  return { asked: { requestId, requestedBy, source }, reasons, executionArn };
}
