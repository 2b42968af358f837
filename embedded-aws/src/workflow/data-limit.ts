import { WorkflowError } from './workflow-error.ts';

/**
 * The most bytes of JSON that a state, a task or an execution takes or gives.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const DATA_LIMIT_BYTES = 262_144;

/** Tells whether a value is too large to travel through a state machine. */
export function exceedsDataLimit(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? '') > DATA_LIMIT_BYTES;
}

/**
 * The error for a value that is too large. `States.ALL` does not match it; its own name does.
 * @param named whether the state's Retry or Catch names `States.DataLimitExceeded`
 */
export function dataLimitError(state: string, what: 'input' | 'result', named: boolean): WorkflowError {
  const verb = what === 'input' ? 'was given an input' : 'returned a result';
  const cause = `The state/task '${state}' ${verb} with a size exceeding the maximum number of bytes service limit.`;
  return new WorkflowError('States.DataLimitExceeded', cause, named);
}
