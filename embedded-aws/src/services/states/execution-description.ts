import { isObject, type JsonObject } from '../../json.ts';
import type { AnyExecution } from '../../workflow/child-execution.ts';
import type { HistoryEvent } from '../../workflow/history.ts';

/** An execution as DescribeExecution reports it. */
export function describeExecution(execution: AnyExecution): JsonObject {
  const { input, output, error, cause, status, mapRunArn, notRedrivableReason: redriveStatusReason } = execution;
  const redrivable = mapRunArn === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN';
  return {
    ...listedExecution(execution),
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(status === 'SUCCEEDED' ? { output: JSON.stringify(output), outputDetails: { included: true } } : {}),
    ...(mapRunArn === undefined ? {} : { mapRunArn }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveStatus: redriveStatusReason === undefined ? redrivable : 'NOT_REDRIVABLE',
    ...(redriveStatusReason === undefined ? {} : { redriveStatusReason }),
  };
}

/** An execution as DescribeExecution reports it to those who may not see its data. */
export function describeMetadata(execution: AnyExecution): JsonObject {
  const { input: _, output: __, error: ___, cause: ____, ...described } = describeExecution(execution);
  const hidden = { included: false };
  return { ...described, inputDetails: hidden, ...('outputDetails' in described ? { outputDetails: hidden } : {}) };
}

/** An event of a history without the execution's data. */
export function withoutData(event: HistoryEvent): JsonObject {
  const isDetails = (key: string) => key.endsWith('EventDetails');
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => [
      key,
      isDetails(key) && isObject(value) ? withoutFields(value) : value,
    ]),
  );
}

const DATA_FIELDS = ['input', 'inputDetails', 'output', 'outputDetails', 'parameters'];

function withoutFields(details: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !DATA_FIELDS.includes(key)));
}

/** An execution as ListExecutions reports it. */
export function listedExecution(execution: AnyExecution): JsonObject {
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
