import { describe, expect, it } from 'vitest';
import { quotasOf } from '../../../functions/domain/pace/quotas.ts';
import { FAR_MILLISECONDS, MOST_LOOKS, PATIENCE_MILLISECONDS } from '../../../functions/domain/pace/turn.ts';
import { calledTask, type NamedState, type Retrier, states } from '../../../statemachine/definition.ts';
import { reservedConcurrency } from './reserved-concurrency.ts';
import { readYaml, valueAt } from './sources.ts';
import { likelihoodToEndBefore, longestPauses, START_EXECUTION, THROTTLED } from './throttling.ts';

const REQUESTS = 10_000;

/** Seconds that a task takes at most, in everyday life. */
const TASK_SECONDS = 0.3;

/** What a new account lets run at once, of all of its functions. */
const LEAST_CONCURRENCY = 10;

/** As many mails as a request for two approvers takes, with one to the requester and another for its outcome. */
const MAILS = 4;

/** Without TakeTurn: a change that can't get another turn goes before everybody. */
const tasks = states.filter(({ name, state }) => calledTask(state) !== undefined && name !== 'TakeTurn');
const nameOf = ({ state }: NamedState) =>
  (calledTask(state) ?? '').replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const mailsPerSecond = Number(valueAt(readYaml('serverless.yml'), 'params', 'default', 'mailsPerSecond'));

/** The retriers that a task has for what is throttled. */
function throttledRetriers({ state }: NamedState): Retrier[] {
  return (state.Retry ?? []).filter(({ ErrorEquals }) => ErrorEquals.some((name) => THROTTLED.includes(name)));
}

/** How many of so many requests would be lost by a retrier, if what throttles them lets all of them through after these seconds. */
function lost(requests: number, retrier: Retrier, seconds: number): number {
  return requests * likelihoodToEndBefore(seconds, retrier);
}

describe('a task that is throttled', () => {
  it.each(tasks)('is retried, whatever has throttled it: $name', (task) => {
    expect(throttledRetriers(task).flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
      expect.arrayContaining(THROTTLED),
    );
    for (const { JitterStrategy } of throttledRetriers(task)) expect(JitterStrategy).toBe('FULL');
  });

  /** Outside of the Maps, nothing is reserved before: whatever comes at once may be tried at once. */
  const unreserved = tasks.filter(({ map }) => map === undefined);

  it.each(unreserved)(
    'is tried until 10,000 requests are through an account of ten executions at once: $name',
    (task) => {
      const seconds = (REQUESTS * tasks.length * TASK_SECONDS) / LEAST_CONCURRENCY;
      for (const retrier of throttledRetriers(task)) expect(lost(REQUESTS, retrier, seconds)).toBeLessThan(1);
    },
  );

  it.each(unreserved)('is tried until 10,000 requests that come at once are through its concurrency: $name', (task) => {
    const started = (REQUESTS - START_EXECUTION.burst) / START_EXECUTION.perSecond;
    const worked = (REQUESTS * TASK_SECONDS) / (reservedConcurrency.get(nameOf(task)) ?? 0);
    for (const retrier of throttledRetriers(task)) {
      expect(lost(REQUESTS, retrier, Math.max(started, worked))).toBeLessThan(0.001);
    }
  });

  const mailing = unreserved.filter(({ name }) => /^(RequestApproval|SettleApproval|RecordOutcome)$/.test(name));

  it.each(mailing)('is tried until the mails of 10,000 requests are sent: $name', (task) => {
    for (const retrier of throttledRetriers(task)) {
      expect(lost(REQUESTS, retrier, (REQUESTS * MAILS) / mailsPerSecond)).toBeLessThan(1);
    }
  });

  /** Whatever comes to a Map has its turn, so only those who are at work at the same time go before it. */
  it.each([
    { name: 'ReadCurrentContact', perSecond: quotasOf('us-east-1').get.perSecond },
    { name: 'ApplyChange', perSecond: quotasOf('us-east-1').put.perSecond },
    { name: 'ApplyChange, of a deletion', perSecond: quotasOf('us-east-1').delete.perSecond },
    { name: 'ApplyChange, in China', perSecond: quotasOf('cn-north-1').put.perSecond },
  ])('is tried until all that run at once are through, while somebody else uses half of the quota: $name', (of) => {
    const task = tasks.find(({ name }) => name === of.name.split(',')[0]);
    const before = reservedConcurrency.get(task ? nameOf(task) : '') ?? Number.NaN;
    for (const retrier of task ? throttledRetriers(task) : []) {
      expect(lost(REQUESTS, retrier, before / (of.perSecond / 2))).toBeLessThan(0.001);
    }
    expect(before).toBeGreaterThan(0);
  });
});

describe('a read whose turn has moved', () => {
  const retriers = tasks.flatMap(({ state: { Retry = [] } }) => Retry);

  const looking = (error: string) => retriers.filter(({ ErrorEquals }) => ErrorEquals.includes(error));
  const withPause = (error: string, milliseconds: number) => [
    { ErrorEquals: [error], IntervalSeconds: milliseconds / 1000, BackoffRate: 1, MaxAttempts: MOST_LOOKS.front },
  ];

  it('looks again as often as it may, and never after it would have slept until its turn', () => {
    expect(looking('TurnMovedError')).toEqual(withPause('TurnMovedError', PATIENCE_MILLISECONDS));
    const pause = FAR_MILLISECONDS - PATIENCE_MILLISECONDS;
    expect(looking('TurnFarAwayError')).toEqual(withPause('TurnFarAwayError', pause));
  });
});

describe('the bound', () => {
  const retrier = { ErrorEquals: [], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 40 };

  it('is of pauses that grow up to the longest', () => {
    expect(longestPauses(retrier).slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
  });

  it('is near what a million sums of random pauses show: none below 500 seconds, half below 1,081', () => {
    expect(likelihoodToEndBefore(500, retrier)).toBeLessThan(1e-6);
    expect(likelihoodToEndBefore(1081, retrier)).toBeGreaterThan(0.9);
  });
});

describe('the line of contacts', () => {
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
  const ITEM_WRITES_PER_SECOND = 1000;

  it('is written less often in a second than DynamoDB lets one item be, when 10,000 requests come at once', () => {
    const fastestTask = 0.1;
    const registered = Math.min(
      START_EXECUTION.burst,
      (reservedConcurrency.get('register-request') ?? 0) / fastestTask,
    );
    const { get, put } = quotasOf('us-east-1');
    // Each call at Account Management may move the line, and each request that was read or approved reserves once more.
    expect(registered + 2 * get.perSecond + 2 * put.perSecond).toBeLessThan(ITEM_WRITES_PER_SECOND);
  });
});
