import type { JsonObject } from '../../json.ts';
import type { AnyExecution } from '../../workflow/child-execution.ts';
import { describeExecution } from './execution-description.ts';

/** The bytes of input and output that an event has room for. @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const MOST_DATA_BYTES = 248 * 1024;

/**
 * The event that Step Functions puts on the default bus when an execution's status has changed. Its detail is what
 * DescribeExecution answers, with times in milliseconds, and with null for what is missing.
 */
export function statusChange(execution: AnyExecution): { entry: JsonObject; detail: JsonObject } {
  const { input, output, startDate, stopDate, redriveDate, ...described } = describeExecution(execution);
  return {
    entry: {
      Source: 'aws.states',
      DetailType: 'Step Functions Execution Status Change',
      Resources: [execution.arn],
    },
    detail: {
      ...ABSENT,
      ...described,
      startDate: milliseconds(startDate),
      stopDate: milliseconds(stopDate),
      redriveDate: milliseconds(redriveDate),
      ...includedData(input, output),
    },
  };
}

const ABSENT = {
  stateMachineVersionArn: null,
  stateMachineAliasArn: null,
  redriveStatusReason: null,
  error: null,
  cause: null,
};

function milliseconds(date: unknown): number | null {
  return date instanceof Date ? date.getTime() : null;
}

/** Leaves out the input if both are too large together, and the output if it is too large alone. */
function includedData(input: unknown, output: unknown): JsonObject {
  const isOutputIncluded = sizeOf(output) <= MOST_DATA_BYTES;
  const isInputIncluded = sizeOf(input) + (isOutputIncluded ? sizeOf(output) : 0) <= MOST_DATA_BYTES;
  return {
    input: isInputIncluded ? input : null,
    inputDetails: { included: isInputIncluded },
    output: isOutputIncluded ? (output ?? null) : null,
    outputDetails: output === undefined ? null : { included: isOutputIncluded },
  };
}

/** The bytes of a text within the event, where it is escaped. */
function sizeOf(text: unknown): number {
  return text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text));
}
