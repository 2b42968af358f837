import { ExecutionGoneError } from '../domain/errors.ts';
import type { ChangeResult, RequestRecord } from '../domain/ledger/record.ts';
import { outcomeOf } from '../domain/outcome/outcome.ts';
import type { RequestStatus } from '../domain/request/request.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logger } from '../runtime/logger.ts';
import { campaignOutcome } from './campaign-outcome.ts';
import { endRequest } from './end-request.ts';
import { findAppliedChanges } from './interrupted-changes.ts';

/**
 * Ends a request whose execution is gone as the workflow would have after this error. What people have decided stays decided.
 * @param why the execution does nothing any more
 * @returns how it ended, and what became of each change
 */
export async function endAsGone(
  record: RequestRecord,
  why: string,
): Promise<{ status: RequestStatus; results: ChangeResult[] }> {
  logger.error('The execution of a request is gone', {
    requestKey: requestKeyOf(record.request),
    status: record.status,
  });
  const { name, message } = new ExecutionGoneError(why);
  const caught = { Error: name, Cause: message };
  const applied = record.applyingSince ? await findAppliedChanges(record, caught) : [];
  const small = () => outcomeOf(record.applyingSince ? { results: applied } : { caught }, record.status);
  const outcome = (await campaignOutcome(record)) ?? small();
  const results = await endRequest(record, { outcome, applied, isTold: false });
  return { status: outcome.status, results };
}

/**
 * Does what follows from the end of a request, if whoever recorded that did not get to all of it. Some of it may be told twice.
 * @returns the status that it ended with; nothing if nothing is left to do
 */
export async function finishEnding(record: RequestRecord): Promise<RequestStatus | undefined> {
  const ended = record.history.findLast((event) => event.type === 'Ended');
  if (!ended || !record.isEnding) return undefined;
  logger.warn('A request has ended, and not everybody was told', { requestKey: requestKeyOf(record.request) });
  await endRequest(record, { outcome: ended, applied: [], isTold: false });
  return ended.status;
}
