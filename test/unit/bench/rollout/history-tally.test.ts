import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { firstExit, sumTallies, tallyHistory } from '../../../bench/rollout/history-tally.ts';

const RESOURCE = 'arn:aws:lambda:us-east-1:111111111111:function:alternate-contacts-local-apply-change';

/** ApplyChange is throttled once by Lambda, then its turn moves, and with a new turn it succeeds. */
const HISTORY = numbered([
  { type: 'ExecutionStarted' },
  { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'PreApprove' } },
  { type: 'LambdaFunctionScheduled', lambdaFunctionScheduledEventDetails: { resource: 'pre-approve' } },
  { type: 'LambdaFunctionSucceeded' },
  { type: 'TaskStateExited', stateExitedEventDetails: { name: 'PreApprove' } },
  { type: 'MapStateEntered', stateEnteredEventDetails: { name: 'ApplyChanges' } },
  { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'ApplyChange' } },
  { type: 'LambdaFunctionScheduled', lambdaFunctionScheduledEventDetails: { resource: RESOURCE } },
  { type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: { error: 'Lambda.TooManyRequestsException' } },
  { type: 'LambdaFunctionScheduled', lambdaFunctionScheduledEventDetails: { resource: RESOURCE } },
  { type: 'LambdaFunctionStarted' },
  { type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: { error: 'TurnMovedError' } },
  { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'TakeTurn' } },
  {
    type: 'LambdaFunctionScheduled',
    lambdaFunctionScheduledEventDetails: { resource: RESOURCE.replace('apply-change', 'take-turn') },
  },
  { type: 'LambdaFunctionSucceeded' },
  { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'ApplyChange' } },
  { type: 'LambdaFunctionScheduled', lambdaFunctionScheduledEventDetails: { resource: RESOURCE } },
  { type: 'LambdaFunctionSucceeded' },
]);

describe('the tally of a history', () => {
  it('counts states entered, and retries as transitions', () => {
    expect(tallyHistory(HISTORY).transitions).toBe(6);
  });

  it('counts a Retry and a new turn as a retry each', () => {
    expect(tallyHistory(HISTORY)).toMatchObject({ retries: 2, pacedRetries: 2 });
  });

  it('counts what Lambda throttled', () => {
    expect(tallyHistory(HISTORY)).toMatchObject({ invocations: 5, lambdaThrottles: 1 });
  });

  it('measures functions from the event that an end names', () => {
    expect(tallyHistory(HISTORY).functionMs).toBe(500);
  });

  it('is the sum for several histories', () => {
    expect(sumTallies([HISTORY, HISTORY].map(tallyHistory))).toMatchObject({ transitions: 12, functionMs: 1000 });
    expect(sumTallies([])).toMatchObject({ transitions: 0, retries: 0 });
  });
});

describe('the first exit of a state', () => {
  it('is the time of its event', () => {
    expect(firstExit(HISTORY, 'PreApprove')).toBe(400);
  });

  it('is never for a state that was not left', () => {
    expect(firstExit(HISTORY, 'RequestApproval')).toBe(Number.POSITIVE_INFINITY);
  });
});

/** Each event follows the one before after 100 ms. */
function numbered(events: Omit<HistoryEvent, 'id' | 'timestamp'>[]): HistoryEvent[] {
  return events.map((event, index) => ({
    ...event,
    id: index + 1,
    previousEventId: index,
    timestamp: new Date(index * 100),
  }));
}
