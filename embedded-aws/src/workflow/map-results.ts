import type { JsonObject } from '../json.ts';
import type { ChildNames } from './attempt.ts';
import type { AnyExecution, ChildExecution } from './child-execution.ts';

/**
 * What a result file has of a child that has ended.
 * @param transformation `NONE` for all that is known of it, `COMPACT` for its output, `FLATTEN` for the elements of its output
 */
export function resultOf(child: ChildExecution, transformation: string): unknown[] {
  const { execution } = child;
  if (transformation === 'NONE' || execution.status !== 'SUCCEEDED') return [described(execution)];
  return transformation === 'FLATTEN' ? [execution.output].flat() : [execution.output];
}

/** What a result file has of a child that has not begun. */
export function pendingResult({ arn, stateMachineArn, name }: ChildNames, input: unknown): JsonObject {
  return {
    ExecutionArn: arn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    StateMachineArn: stateMachineArn,
    Status: 'PENDING',
  };
}

function described(execution: AnyExecution): JsonObject {
  const { arn, name, stateMachineArn, status, input, output, error, cause, redrives, startDate, stopDate } = execution;
  const reason = execution.notRedrivableReason;
  return withoutAbsent({
    Cause: cause,
    Error: error,
    ExecutionArn: arn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    Output: status === 'SUCCEEDED' ? JSON.stringify(output) : undefined,
    OutputDetails: { Included: true },
    RedriveCount: redrives.length,
    RedriveDate: redrives.at(-1)?.date,
    RedriveStatus: reason === undefined ? 'REDRIVABLE_BY_MAP_RUN' : 'NOT_REDRIVABLE',
    RedriveStatusReason: reason,
    StartDate: startDate,
    StateMachineArn: stateMachineArn,
    Status: status,
    StopDate: stopDate,
  });
}

function withoutAbsent(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
