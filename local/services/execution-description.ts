import type { JsonObject } from '../json.ts';
import type { Execution } from '../workflow/execution.ts';

/** What DescribeExecution tells of an execution. */
export function describeExecution(execution: Execution): JsonObject {
  const { input, output, error, cause, status } = execution;
  return {
    ...listedExecution(execution),
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(status === 'SUCCEEDED' ? { output: JSON.stringify(output), outputDetails: { included: true } } : {}),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveCount: 0,
  };
}

/** What ListExecutions tells of an execution. */
export function listedExecution({ arn, name, stateMachineArn, status, startDate, stopDate }: Execution): JsonObject {
  return { executionArn: arn, stateMachineArn, name, status, startDate, ...(stopDate ? { stopDate } : {}) };
}
