import { WorkflowError } from './workflow-error.ts';

/**
 * The maximum size of the input and output of a state, a task or an execution, in bytes of JSON.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const DATA_LIMIT_BYTES = 262_144;

/** Whether a value is too large for a state machine. */
export function exceedsDataLimit(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? '') > DATA_LIMIT_BYTES;
}

/**
 * The error for a value that is too large. `States.ALL` matches it, whatever the documentation says.
 * @param subject a state's name; for a task's own data its service, or the ARN of its function
 */
export function dataLimitError(subject: string, what: 'input' | 'result'): WorkflowError {
  const verb = what === 'input' ? 'was given an input' : 'returned a result';
  const cause = `The state/task '${subject}' ${verb} with a size exceeding the maximum number of bytes service limit.`;
  return new WorkflowError('States.DataLimitExceeded', cause);
}
