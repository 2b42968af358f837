import validInput, { type ReachedState } from '../schemas/compiled/record-outcome.input.js';
import validOutput, { type RecordOutcomeOutput } from '../schemas/compiled/record-outcome.output.js';
import { newRequesterLink } from './aws/new-link.ts';
import { readRecord } from './aws/request-table.ts';
import { requestLinkExpiry } from './domain/approval/page-link.ts';
import type { ChangeResult, RequestRecord } from './domain/ledger/record.ts';
import { believedRequest } from './domain/outcome/believed-request.ts';
import { limitProblem } from './domain/outcome/limit-problem.ts';
import { endOfApproval, executionFailure, outcomeOf } from './domain/outcome/outcome.ts';
import { reportedResult } from './domain/outcome/status-event.ts';
import { isEndedInItsPlace } from './domain/outcome/stranded-request.ts';
import { limitsOf } from './domain/policy/limits.ts';
import { readableKey } from './domain/request/readable-request.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { campaignOutcome } from './steps/campaign-outcome.ts';
import { type Ending, endRequest } from './steps/end-request.ts';
import { recordForEnded } from './steps/ended-execution.ts';
import { endUnregistered } from './steps/unregistered-request.ts';
import { reasonsOf } from './wording/reason.ts';

/** For as many retries, about a quarter of an hour, the requester is told of the end later rather than not at all. */
const PATIENT_RETRIES = 12;

/** A task of the state machine. Where an execution has ended without it, a rule makes up for that. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  ({ executionArn, state = {}, end, retries = 0 }): Promise<RecordOutcomeOutput> =>
    end ? recordForEnded(executionArn, end) : recordReached(executionArn, state, retries < PATIENT_RETRIES),
);

async function recordReached(
  executionArn: string,
  state: ReachedState,
  isPatient: boolean,
): Promise<RecordOutcomeOutput> {
  const asked = believedRequest(state, policy);
  const before = await ownRecord(state.requestKey ?? readableKey(asked), executionArn);
  const ofCampaign = before && (await campaignOutcome(before));
  const outcome = ofCampaign ?? outcomeOf(withLimits(state, before), before?.status);
  const isTold = endOfApproval(state.round?.status) !== undefined;
  const ending = { outcome, applied: state.results ?? [], isTold, isPatient, linkToPage };
  const results = before
    ? await endOnce(before, ending)
    : await endUnregistered({ asked, executionArn }, state.detail, outcome);
  const failure = executionFailure(outcome, results);
  return {
    requestId: (before?.request ?? asked).requestId,
    status: outcome.status,
    results: results.map(reportedResult),
    ...(outcome.reasons && { reasons: outcome.reasons }),
    ...(failure && { failure }),
  };
}

function linkToPage({ request }: RequestRecord): Promise<string> {
  return newRequesterLink(requestKeyOf(request), request.requestedBy, requestLinkExpiry(new Date()));
}

/** An execution that is redriven after its request was ended in its place has nothing to tell. */
async function endOnce(record: RequestRecord, ending: Ending): Promise<ChangeResult[]> {
  return record.results && isEndedInItsPlace(record) ? record.results : endRequest(record, ending);
}

/** The state, in which an error of the registration that stands for a limit of the policy is a reason. */
function withLimits(state: ReachedState, record?: RequestRecord): ReachedState {
  const problem = limitProblem(state.caught, limitsOf(policy), record?.provenBy);
  return problem ? { ...state, reasons: reasonsOf([problem]) } : state;
}

/** The record, if this execution registered the request; a duplicate must leave the first one alone. */
async function ownRecord(key: RequestKey | undefined, executionArn: string): Promise<RequestRecord | undefined> {
  const record = key && (await readRecord(key));
  return record?.executionArn === executionArn ? record : undefined;
}
