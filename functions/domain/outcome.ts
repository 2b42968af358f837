import { type ContactKey, contactName } from './contact.ts';
import type { FinalStatus, RequestStatus } from './request.ts';

/** What became of one change; `error` tells why it is FAILED or in CONFLICT. */
export interface ChangeResult extends ContactKey {
  status: RequestStatus | 'CONFLICT';
  error?: string;
}

/** An error as Step Functions hands it on: its name, and for a Lambda's error JSON text with `errorMessage`. */
export interface CaughtError {
  Error: string;
  Cause?: string | undefined;
}

/** One iteration of the apply phase, as it left the state machine. */
export interface AppliedChange extends ContactKey {
  /** ISO 8601; of a change that was applied. */
  appliedAt?: string | undefined;
  /** There was nothing to do. */
  wasSo?: true | undefined;
  error?: CaughtError | undefined;
}

/** `name: message` of a caught error, in words for people. */
export function errorText({ Error: name, Cause: cause = '' }: CaughtError): string {
  return `${name}: ${causeMessage(cause)}`.slice(0, ERROR_CHARACTERS);
}

/** The message inside the cause of a Lambda's error; any other cause as it is. */
export function causeMessage(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    return isErrorBody(parsed) ? parsed.errorMessage : cause;
  } catch {
    return cause;
  }
}

/** What a state machine's execution has come to, as RecordOutcome finds it. */
export interface WorkflowState {
  caught?: CaughtError | undefined;
  round?: { status?: RequestStatus | undefined } | undefined;
  results?: AppliedChange[] | undefined;
}

/** How a request ends. `reasons` tell why it is INVALID; `failure` makes the execution fail. */
export interface Outcome {
  status: FinalStatus;
  results: ChangeResult[];
  reasons?: string[];
  failure?: { error: 'ChangeRequestFailed' | 'ChangeRequestPartiallyApplied'; cause: string };
}

/** 100 of them must fit into a status event. */
const ERROR_CHARACTERS = 500;

/** Step Functions keeps 32,768 characters of a cause. */
const CAUSE_CHARACTERS = 32_000;

/**
 * The outcome of a request for these contacts, told from the state that its execution has come to.
 * @param recorded the status of its record, if it has one: what people have ended stays ended, whatever failed then
 */
export function outcomeOf(contacts: ContactKey[], state: WorkflowState, recorded?: RequestStatus): Outcome {
  const all = (status: FinalStatus, error?: string) =>
    contacts.map((key): ChangeResult => ({ ...key, status, ...(error !== undefined && { error }) }));
  if (state.results) return appliedOutcome(changeResults(contacts, state.results));
  const ended = endOfApproval(recorded ?? state.round?.status);
  if (ended) return { status: ended, results: all(ended) };
  if (!state.caught) return { status: 'UNCHANGED', results: all('UNCHANGED') };
  const { Error: name, Cause: cause = '' } = state.caught;
  if (name === 'InvalidRequestError') {
    return { status: 'INVALID', results: all('INVALID'), reasons: causeMessage(cause).split('\n') };
  }
  if (name === 'DuplicateRequestError') return { status: 'DUPLICATE', results: all('DUPLICATE') };
  const error = errorText(state.caught);
  return { status: 'FAILED', results: all('FAILED', error), failure: { error: 'ChangeRequestFailed', cause: error } };
}

/** The statuses that end a request without anything to apply, when approvers or the requester have ended it. */
export function endOfApproval(status: RequestStatus | undefined): 'REJECTED' | 'EXPIRED' | 'CANCELLED' | undefined {
  return status === 'REJECTED' || status === 'EXPIRED' || status === 'CANCELLED' ? status : undefined;
}

function appliedOutcome(results: ChangeResult[]): Outcome {
  const failed = results.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return { status: 'APPLIED', results };
  const cause = failed
    .map((result) => `${contactName(result)}: ${result.error}`)
    .join('\n')
    .slice(0, CAUSE_CHARACTERS);
  return results.some(({ status }) => status === 'APPLIED')
    ? { status: 'PARTIALLY_APPLIED', results, failure: { error: 'ChangeRequestPartiallyApplied', cause } }
    : { status: 'FAILED', results, failure: { error: 'ChangeRequestFailed', cause } };
}

/** The result of every requested change: what was applied, what failed and why, and what held already. */
function changeResults(contacts: ContactKey[], applied: AppliedChange[]): ChangeResult[] {
  const changes = new Map(applied.map((change) => [contactName(change), change]));
  return contacts.map(({ accountId, alternateContactType }) => {
    const key = { accountId, alternateContactType };
    const change = changes.get(contactName(key));
    if (!change) return { ...key, status: 'UNCHANGED' };
    if (!change.error) return { ...key, status: 'APPLIED' };
    const status = change.error.Error === 'ContactChangedError' ? 'CONFLICT' : 'FAILED';
    return { ...key, status, error: errorText(change.error) };
  });
}

function isErrorBody(value: unknown): value is { errorMessage: string } {
  return (
    typeof value === 'object' && value !== null && 'errorMessage' in value && typeof value.errorMessage === 'string'
  );
}
