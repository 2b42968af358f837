import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { linePace } from '../../../../functions/domain/pace/line-pace.ts';
import { quotasOf } from '../../../../functions/domain/pace/quotas.ts';
import { ASSUMED } from '../../../bench/cost/assumptions.ts';
import { MAPPED_AT_ONCE, type Seen, unloggedGigabytes, usageOf } from '../../../bench/cost/usage.ts';
import { readYaml, valueAt } from '../../contract/sources.ts';

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

/** What was seen of one execution that has entered a state so often. */
const entered = (name: string, times: number): Seen => ({
  ...NOTHING_SEEN,
  histories: [
    Array.from({ length: times }, (_, index) => ({
      ...{ type: 'TaskStateEntered' as const, id: index + 1, timestamp: new Date(0) },
      stateEnteredEventDetails: { name },
    })),
  ],
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

describe('what functions bill', () => {
  const PACE = linePace(quotasOf('us-east-1'));
  const machine = readYaml('statemachine/change-request.asl.yml');
  const reading = (items: number) => usageOf(entered('ReadCurrentContact', items), []).gigabyteSecond;

  it('is more where many contacts wait for their turns', () => {
    expect(reading(1)).toBe(0);
    expect(reading(100)).toBeCloseTo(100 * 0.15 * 0.5);
  });

  it.each([
    { state: 'ReadCurrentContacts', pace: PACE.read, assumed: ASSUMED.turnMs.ReadCurrentContact },
    { state: 'ApplyChanges', pace: PACE.change, assumed: ASSUMED.turnMs.ApplyChange },
  ])('is what the pace and MaxConcurrency of $state make of it', ({ state, pace, assumed }) => {
    expect(valueAt(machine, 'States', state, 'MaxConcurrency')).toBe(MAPPED_AT_ONCE);
    expect(Math.abs(MAPPED_AT_ONCE * pace - assumed)).toBeLessThan(assumed / 10);
  });
});
