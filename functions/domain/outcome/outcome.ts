import type { Reason } from '../../../schemas/compiled/reason.js';
import type { AppliedChange, CaughtError } from '../../../schemas/compiled/record-outcome.input.js';
import { contactKey, contactName } from '../contact/contact.ts';
import type { CampaignCounts, ErrorFacts, RequestEvent } from '../ledger/events.ts';
import { WORKFLOW } from '../ledger/events.ts';
import type { ChangeResult, RequestRecord } from '../ledger/record.ts';
import type { FinalStatus, RequestStatus } from '../request/request.ts';
import { caughtError, errorLine } from './caught-error.ts';

/** How far an execution got, as RecordOutcome finds it. */
export interface WorkflowState {
  caught?: CaughtError;
  round?: { status?: RequestStatus };
  results?: AppliedChange[];
  reasons?: Reason[];
}

/** How a request ends. */
export interface Outcome {
  status: FinalStatus;
  /** Why it is INVALID. */
  reasons?: Reason[];
  /** Why it failed before anything was applied. */
  error?: ErrorFacts;
  /** Of a campaign, what became of its changes. */
  counts?: CampaignCounts;
}

/** Makes the execution fail. */
export interface ExecutionFailure {
  error: 'ChangeRequestFailed' | 'ChangeRequestPartiallyApplied';
  cause: string;
}

/** A ledger, in bytes of its JSON, after which 100 messages of 450 characters may not fit into the item that holds 400 KB. */
const LONG_LEDGER_BYTES = 200_000;

/** Step Functions keeps 32,768 characters of a cause. */
const CAUSE_CHARACTERS = 32_000;

/**
 * How the request ends, told from how far its execution got.
 * @param recorded the status of its record, if there is one: what people have ended stays ended, whatever failed later
 */
export function outcomeOf(state: WorkflowState, recorded?: RequestStatus): Outcome {
  if (state.results) return { status: appliedStatus(state.results) };
  const ended = endOfApproval(recorded ?? state.round?.status);
  if (ended) return { status: ended };
  if (state.reasons) return { status: 'INVALID', reasons: state.reasons };
  if (!state.caught) return { status: 'UNCHANGED' };
  if (state.caught.Error === 'DuplicateRequestError') return { status: 'DUPLICATE' };
  return { status: 'FAILED', error: caughtError(state.caught) };
}

/** The statuses with which people, or their silence, end a request before anything is applied. */
export function endOfApproval(status: RequestStatus | undefined): 'REJECTED' | 'EXPIRED' | 'CANCELLED' | undefined {
  return status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED' ? status : undefined;
}

/** What follows when the execution has come to its end. The outcome is recorded once. */
export function outcomeEvents(
  record: RequestRecord,
  outcome: Outcome,
  applied: AppliedChange[],
  at: string,
): RequestEvent[] {
  if (record.results) return [];
  const { counts, ...end } = outcome;
  const ended: RequestEvent = { type: 'Ended', at, by: WORKFLOW, ...end };
  if (counts) return [{ type: 'CampaignApplied', at, by: WORKFLOW, counts }, ended];
  const isLong = Buffer.byteLength(JSON.stringify(record.history)) > LONG_LEDGER_BYTES;
  const changes = applied.map((change) => changeEvent(change, at)).toSorted(byTime);
  return [...(isLong ? changes.map(inShort) : changes), ended];
}

/** What is left of the message of a failed change where the ledger leaves little room for 100 of them. */
const SHORT_MESSAGE_CHARACTERS = 60;

function inShort(event: RequestEvent): RequestEvent {
  if (event.type !== 'ChangeFailed') return event;
  const { name, message } = event.error;
  return { ...event, error: { name, message: message.slice(0, SHORT_MESSAGE_CHARACTERS) } };
}

/** Why the execution fails; nothing for an outcome that is not a failure. */
export function executionFailure(
  { status, error, counts }: Outcome,
  results: ChangeResult[],
): ExecutionFailure | undefined {
  if (status !== 'FAILED' && status !== 'PARTIALLY_APPLIED') return undefined;
  // An error of the whole request is named once, even if no contact of it is readable.
  const lines = error ? [errorLine(error)] : [...results.flatMap(failureLine), ...countsLines(counts)];
  return {
    error: status === 'FAILED' ? 'ChangeRequestFailed' : 'ChangeRequestPartiallyApplied',
    cause: lines.join('\n').slice(0, CAUSE_CHARACTERS),
  };
}

/** Of a campaign: its results, one by one, are in an object. */
function countsLines(counts: CampaignCounts | undefined): string[] {
  if (!counts) return [];
  const { applied, failed, conflicts, cancelled } = counts;
  return [`${applied} APPLIED, ${failed} FAILED, ${conflicts} CONFLICT, ${cancelled} CANCELLED`];
}

function failureLine(result: ChangeResult): string[] {
  return result.error ? [`${contactName(result)}: ${errorLine(result.error)}`] : [];
}

function appliedStatus(changes: AppliedChange[]): FinalStatus {
  if (changes.every(({ error }) => !error)) return 'APPLIED';
  return changes.some(({ error }) => !error) ? 'PARTIALLY_APPLIED' : 'FAILED';
}

function changeEvent(change: AppliedChange, recordedAt: string): RequestEvent {
  const by = WORKFLOW;
  if (change.error) {
    const status = change.error.Error === 'ContactChangedError' ? 'CONFLICT' : 'FAILED';
    return {
      type: 'ChangeFailed',
      at: recordedAt,
      by,
      ...contactKey(change),
      status,
      error: caughtError(change.error),
    };
  }
  const at = change.appliedAt ?? recordedAt;
  return {
    type: 'ChangeApplied',
    at,
    by,
    ...contactKey(change),
    ...(change.alreadyInPlace && { alreadyInPlace: true }),
    ...(change.confirmed === false && { confirmed: false }),
  };
}

function byTime(left: RequestEvent, right: RequestEvent): number {
  return left.at.localeCompare(right.at);
}
