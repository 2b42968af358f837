import validRequest from '../schemas/compiled/change-request.js';
import validInput, { type RecordOutcomeInput } from '../schemas/compiled/record-outcome.input.js';
import validOutput from '../schemas/compiled/record-outcome.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { readRecord } from './aws/request-table.ts';
import type { ChangeResult, RequestRecord } from './domain/ledger/record.ts';
import { changeResults } from './domain/ledger/results.ts';
import { believedRequest } from './domain/outcome/believed-request.ts';
import { limitProblem } from './domain/outcome/limit-problem.ts';
import { endOfApproval, executionFailure, type Outcome, outcomeOf } from './domain/outcome/outcome.ts';
import { reportedResult } from './domain/outcome/status-event.ts';
import { limitsOf } from './domain/policy/limits.ts';
import { readableContacts, readableKey } from './domain/request/readable-request.ts';
import type { RequestKey } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { answerDuplicate } from './steps/answer-duplicate.ts';
import { endRequest } from './steps/end-request.ts';
import { isNewsForTicket, mailRefusal, type Refusal } from './steps/refusal.ts';
import { reasonsOf, reasonTexts } from './wording/reason.ts';
import { ticketComment } from './wording/ticket-comment.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ executionArn, state }) => {
    const asked = believedRequest(state, policy);
    const before = await ownRecord(state.requestKey ?? readableKey(asked), executionArn);
    const outcome = outcomeOf(withLimits(state, before), before?.status);
    const isTold = endOfApproval(state.round?.status) !== undefined;
    const results = before
      ? await endRequest(before, { outcome, applied: state.results ?? [], isTold })
      : await refuse({ asked, executionArn }, state.detail, outcome);
    const failure = executionFailure(outcome, results);
    return {
      requestId: (before?.request ?? asked).requestId,
      status: outcome.status,
      results: results.map(reportedResult),
      ...(outcome.reasons && { reasons: outcome.reasons }),
      ...(failure && { failure }),
    };
  },
);

/** The state, in which an error of the registration that stands for a limit of the policy is a reason. */
function withLimits(state: RecordOutcomeInput['state'], record?: RequestRecord): RecordOutcomeInput['state'] {
  const problem = limitProblem(state.caught, limitsOf(policy), record?.provenBy);
  return problem ? { ...state, reasons: reasonsOf([problem]) } : state;
}

/** The record, if this execution registered the request; a duplicate must leave the first one alone. */
async function ownRecord(key: RequestKey | undefined, executionArn: string): Promise<RequestRecord | undefined> {
  const record = key && (await readRecord(key));
  return record?.executionArn === executionArn ? record : undefined;
}

/** Tells how a request ends that this execution has not registered. @returns what became of each change */
async function refuse(
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
  const refusal = { asked, reasons, executionArn };
  const isHeard = status === 'INVALID' && !(await isNewsForTicket(refusal));
  await putStatusEvent(change, isHeard ? undefined : ticketComment(change, { reasons }));
  if (status === 'DUPLICATE' && validRequest(detail)) await answerDuplicate(detail, executionArn);
  if (status === 'INVALID') await mailRefusal(refusal, null);
  return results;
}
