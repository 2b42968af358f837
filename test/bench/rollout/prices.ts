import { priceOf } from '../cost/prices.ts';
import type { HistoryTally } from './history-tally.ts';
import type { TableUnits } from './table-units.ts';

/** `memorySize` of the functions, in GB. */
export const FUNCTION_GIGABYTES = 0.5;

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
    transitions: transitions * priceOf('stateTransition'),
    functions: invocations * priceOf('invocation') + gigabyteSeconds * priceOf('gigabyteSecond'),
    table: write * priceOf('writeUnit') + read * priceOf('readUnit'),
  };
  return { ...cost, total: cost.transitions + cost.functions + cost.table };
}
