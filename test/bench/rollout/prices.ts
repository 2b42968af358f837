import { priceOf } from '../cost/prices.ts';
import type { HistoryTally } from './history-tally.ts';

/** `memorySize` of the functions, in GB. */
export const FUNCTION_GIGABYTES = 0.5;

/** What the transitions and the functions of executions cost on AWS, in USD. */
export function costOf({ transitions, invocations, functionMs }: HistoryTally): number {
  const gigabyteSeconds = (functionMs / 1000) * FUNCTION_GIGABYTES;
  return (
    transitions * priceOf('stateTransition') +
    invocations * priceOf('invocation') +
    gigabyteSeconds * priceOf('gigabyteSecond')
  );
}
