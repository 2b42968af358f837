import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { type Seen, unloggedGigabytes, usageOf } from '../../../bench/cost/usage.ts';

const NOTHING_SEEN: Seen = {
  calls: [],
  logs: [],
  histories: [],
  httpCalls: 0,
  eventInvocations: 0,
  apiDestinationCalls: 0,
};

/** What was seen of one execution with events of these types. */
const seen = (...types: HistoryEventType[]): Seen => ({
  ...NOTHING_SEEN,
  histories: [types.map((type, index) => ({ type, id: index + 1, timestamp: new Date(0) }))],
});

describe('what the workflow logs', () => {
  it('is nothing of an execution in which nothing fails', () => {
    expect(usageOf(seen('ExecutionStarted', 'TaskStateEntered', 'ExecutionSucceeded'), []).logGigabyte).toBe(0);
  });

  it.each(['LambdaFunctionFailed', 'TaskTimedOut', 'ExecutionAborted', 'FailStateEntered'] as const)(
    'is an event of 500 bytes when there is a %s',
    (type) => {
      expect(usageOf(seen('ExecutionStarted', type), []).logGigabyte).toBeCloseTo(500e-9, 12);
    },
  );

  it('would be the others, too, with the level ALL', () => {
    expect(unloggedGigabytes(seen('ExecutionStarted', 'TaskFailed', 'ExecutionFailed', 'TaskStateExited'))).toBeCloseTo(
      1000e-9,
      12,
    );
  });
});
