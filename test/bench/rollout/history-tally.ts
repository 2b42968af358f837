import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** What an execution has used, according to its history. */
export interface HistoryTally {
  /** States entered, and retries: what Step Functions counts. */
  transitions: number;
  retries: number;
  invocations: number;
  /** Milliseconds that functions ran, without tasks that wait for their token. */
  functionMs: number;
  /** The names of the functions that ran. */
  functions: Set<string>;
}

export function tallyHistory(history: HistoryEvent[]): HistoryTally {
  const count = (pattern: RegExp) => history.filter(({ type = '' }) => pattern.test(type)).length;
  const invocations = count(/^(LambdaFunction|Task)Scheduled$/);
  const retries = invocations - count(/^TaskStateEntered$/);
  return {
    transitions: count(/StateEntered$/) + retries,
    retries,
    invocations,
    functionMs: functionMilliseconds(history),
    functions: new Set(history.flatMap(functionName)),
  };
}

export function sumTallies(tallies: HistoryTally[]): HistoryTally {
  const sum = (key: 'transitions' | 'retries' | 'invocations' | 'functionMs') =>
    tallies.reduce((total, tally) => total + tally[key], 0);
  return {
    transitions: sum('transitions'),
    retries: sum('retries'),
    invocations: sum('invocations'),
    functionMs: sum('functionMs'),
    functions: new Set(tallies.flatMap(({ functions }) => [...functions])),
  };
}

/** Iterations of a Map interleave, so an invocation's end names its start by `previousEventId`. */
function functionMilliseconds(history: HistoryEvent[]): number {
  const byId = new Map(history.map((event) => [event.id, event]));
  return history
    .filter(({ type }) => type === 'LambdaFunctionSucceeded' || type === 'LambdaFunctionFailed')
    .reduce((total, end) => {
      const start = byId.get(end.previousEventId);
      return total + (Number(end.timestamp) - Number(start?.timestamp ?? end.timestamp));
    }, 0);
}

function functionName({ lambdaFunctionScheduledEventDetails: details }: HistoryEvent): string[] {
  const name = details?.resource?.split(':').at(-1);
  return name === undefined ? [] : [name];
}
