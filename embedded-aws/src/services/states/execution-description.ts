import type { JsonObject } from '../../json.ts';
import type { Execution } from '../../workflow/execution.ts';

/** An execution as DescribeExecution reports it. */
export function describeExecution(execution: Execution): JsonObject {
  const { input, output, error, cause, status, notRedrivableReason: redriveStatusReason } = execution;
  return {
    ...listedExecution(execution),
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(status === 'SUCCEEDED' ? { output: JSON.stringify(output), outputDetails: { included: true } } : {}),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveStatus: redriveStatusReason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(redriveStatusReason === undefined ? {} : { redriveStatusReason }),
  };
}

/** An execution as ListExecutions reports it. */
export function listedExecution(execution: Execution): JsonObject {
  const { arn, name, stateMachineArn, status, startDate, stopDate, redrives } = execution;
  const redriven = redrives.at(-1);
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate,
    ...(stopDate ? { stopDate } : {}),
    redriveCount: redrives.length,
    ...(redriven ? { redriveDate: redriven.date } : {}),
  };
}
