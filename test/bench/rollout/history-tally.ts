import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** What executions have used, according to their histories. */
export interface HistoryTally {
  /** States entered, and retries: what Step Functions counts. */
  transitions: number;
  /** Tasks that were run again, by a Retry or with a new turn. */
  retries: number;
  /** Those of ReadCurrentContact and ApplyChange, which the quotas make. */
  pacedRetries: number;
  invocations: number;
  /** Invocations that Lambda throttled. */
  lambdaThrottles: number;
  /** Milliseconds that functions ran, without tasks that wait for their token. */
  functionMs: number;
}

const NOTHING: HistoryTally = {
  transitions: 0,
  retries: 0,
  pacedRetries: 0,
  invocations: 0,
  lambdaThrottles: 0,
  functionMs: 0,
};

export function tallyHistory(history: HistoryEvent[]): HistoryTally {
  const count = (pattern: RegExp) => history.filter(({ type = '' }) => pattern.test(type)).length;
  const entered = (state: string) =>
    history.filter(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state).length;
  const invocations = count(/^(LambdaFunction|Task)Scheduled$/);
  const repeated = invocations - count(/^TaskStateEntered$/);
  const newTurns = entered('TakeTurn');
  return {
    transitions: count(/StateEntered$/) + repeated,
    retries: repeated + newTurns,
    pacedRetries: pacedAttempts(history) - entered('ReadCurrentContact') - entered('ApplyChange') + newTurns,
    invocations,
    lambdaThrottles: history.filter(isLambdaThrottle).length,
    functionMs: functionMilliseconds(history),
  };
}

export function sumTallies(tallies: HistoryTally[]): HistoryTally {
  return tallies.reduce(
    (total, tally) => ({
      transitions: total.transitions + tally.transitions,
      retries: total.retries + tally.retries,
      pacedRetries: total.pacedRetries + tally.pacedRetries,
      invocations: total.invocations + tally.invocations,
      lambdaThrottles: total.lambdaThrottles + tally.lambdaThrottles,
      functionMs: total.functionMs + tally.functionMs,
    }),
    NOTHING,
  );
}

/** When an execution first left a state, in milliseconds since 1970; `Infinity` if it never did. */
export function firstExit(history: HistoryEvent[], state: string): number {
  const exit = history.find(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === state);
  return Number(exit?.timestamp ?? Number.POSITIVE_INFINITY);
}

function pacedAttempts(history: HistoryEvent[]): number {
  const isPaced = ({ lambdaFunctionScheduledEventDetails: details }: HistoryEvent) =>
    /(read-current-contact|apply-change)$/.test(details?.resource ?? '');
  return history.filter(isPaced).length;
}

function isLambdaThrottle(event: HistoryEvent): boolean {
  const details = [
    event.lambdaFunctionFailedEventDetails,
    event.lambdaFunctionScheduleFailedEventDetails,
    event.taskFailedEventDetails,
  ];
  return details.some((found) => found?.error === 'Lambda.TooManyRequestsException');
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
