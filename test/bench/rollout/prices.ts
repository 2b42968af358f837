import type { HistoryTally } from './history-tally.ts';
import type { TableUnits } from './table-units.ts';

/** USD in us-east-1, without any free tier. */
const PRICES = {
  /** Of a Standard workflow; retries count. @see https://aws.amazon.com/step-functions/pricing/ */
  stateTransition: 0.025 / 1000,
  /** On arm64. @see https://aws.amazon.com/lambda/pricing/ and https://cloudchipr.com/blog/aws-lambda-pricing */
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1_000_000,
  /** On demand. @see https://aws.amazon.com/dynamodb/pricing/on-demand/ and https://airbyte.com/data-engineering-resources/dynamodb-pricing */
  writeUnit: 0.625 / 1_000_000,
  readUnit: 0.125 / 1_000_000,
};

/** `memorySize` of the functions, in GB. */
const FUNCTION_GIGABYTES = 0.5;

/** In USD. */
export interface Cost {
  transitions: number;
  functions: number;
  table: number;
  total: number;
}

/** What executions, and their use of the table, cost on AWS. */
export function costOf({ transitions, invocations, functionMs }: HistoryTally, { write, read }: TableUnits): Cost {
  const gigabyteSeconds = (functionMs / 1000) * FUNCTION_GIGABYTES;
  const cost = {
    transitions: transitions * PRICES.stateTransition,
    functions: invocations * PRICES.invocation + gigabyteSeconds * PRICES.gigabyteSecond,
    table: write * PRICES.writeUnit + read * PRICES.readUnit,
  };
  return { ...cost, total: cost.transitions + cost.functions + cost.table };
}
