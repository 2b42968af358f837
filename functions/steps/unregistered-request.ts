import validRequest from '../../schemas/compiled/change-request.js';
import { putStatusEvent } from '../aws/event-bus.ts';
import type { ChangeResult } from '../domain/ledger/record.ts';
import { changeResults } from '../domain/ledger/results.ts';
import { statusFigure } from '../domain/outcome/figures.ts';
import type { Outcome } from '../domain/outcome/outcome.ts';
import { reportedResult } from '../domain/outcome/status-event.ts';
import { withChanges } from '../domain/request/change-set.ts';
import { readableContacts } from '../domain/request/readable-request.ts';
import { emitMetrics } from '../runtime/metrics.ts';
import { reasonTexts } from '../wording/reason.ts';
import { ticketComment } from '../wording/ticket-comment.ts';
import { answerDuplicate } from './answer-duplicate.ts';
import { isNewsForTicket, mailRefusal, type Refusal } from './refusal.ts';

/** Tells how a request ends that this execution has not registered. @returns what became of each change */
export async function endUnregistered(
  { asked, executionArn }: Pick<Refusal, 'asked' | 'executionArn'>,
  detail: unknown,
  outcome: Outcome,
): Promise<ChangeResult[]> {
  const { status } = outcome;
  const at = new Date().toISOString();
  const results = changeResults(readableContacts(detail), [], outcome);
  const reasons = reasonTexts(outcome.reasons ?? [], detail);
  const changes = results.map(reportedResult);
  const change = { ...asked, status, previousStatus: null, occurredAt: at, changes };
  emitMetrics(statusFigure(status));
  const refusal = { asked, reasons, executionArn };
  const isHeard = status === 'INVALID' && !(await isNewsForTicket(refusal));
  await putStatusEvent(change, isHeard ? undefined : ticketComment(change, { reasons }));
  const request = withChanges(Object(detail));
  if (status === 'DUPLICATE' && validRequest(request)) await answerDuplicate(request, executionArn);
  if (status === 'INVALID') await mailRefusal(refusal, null);
  return results;
}
