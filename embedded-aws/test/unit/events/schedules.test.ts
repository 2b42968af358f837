import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery, TargetRuntime } from '../../../src/events/delivery.ts';
import { EventBuses } from '../../../src/events/event-buses.ts';
import { startSchedules } from '../../../src/events/schedules.ts';
import { readStackModel } from '../../../src/template/stack-model.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES, STACK_ACCOUNT } from '../models.ts';

const RULE_ARN = 'arn:aws:events:us-east-1:111111111111:rule/r';
const DAY_MS = 86_400_000;

/** The rules of a template with one, named `r`. */
function rules(properties: object) {
  const rule = {
    Type: 'AWS::Events::Rule',
    Properties: { Name: 'r', Targets: [{ Id: 't', Arn: 'arn' }], ...properties },
  };
  return readStackModel(new Template({ Resources: { Rule: rule } }, ADDRESSES)).rules;
}

const scheduled = (ScheduleExpression: string, properties: object = {}) => rules({ ScheduleExpression, ...properties });

describe('a schedule', () => {
  test.each([
    ['rate(1 minute)', 60],
    ['rate(5 minutes)', 300],
    ['rate(1 hour)', 3_600],
    ['rate(12 hours)', 43_200],
    ['rate(1 day)', 86_400],
    ['rate(30 days)', 2_592_000],
  ])('of %s runs every %i seconds', (expression, intervalSeconds) => {
    expect(scheduled(expression)).toMatchObject([{ intervalSeconds, eventBusName: 'default' }]);
  });

  test.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1.5 hours)',
    'rate(10 seconds)',
    'cron(0 12 * * ? *)',
  ])('of %s is refused by name', (expression) => {
    expect(() => scheduled(expression)).toThrow(`the schedule ${expression} (Rule)`);
  });

  test('is refused by name when its rule is on another bus', () => {
    expect(() => scheduled('rate(1 day)', { EventBusName: 'b' })).toThrow('a schedule on the event bus b (Rule)');
  });

  test('is not there when its rule is disabled', () => {
    expect(scheduled('rate(1 day)', { State: 'DISABLED' })).toEqual([]);
  });
});

test('a rule is refused when it has neither a pattern nor a schedule', () => {
  expect(() => rules({})).toThrow('neither a pattern nor a schedule (Rule)');
});

describe('a scheduled rule', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Runs the rules; gives what their targets were handed. */
  function run(given: ReturnType<typeof rules>, timeScale = 1) {
    const deliveries: Delivery[] = [];
    const runtime: TargetRuntime = {
      timeScale,
      check: () => {},
      invoke: async (_target, delivery) => void deliveries.push(delivery),
      sendToDeadLetterQueue: () => {},
    };
    const buses = new EventBuses(STACK_ACCOUNT, [], given, runtime);
    return { buses, deliveries, stop: startSchedules(given, buses, timeScale) };
  }

  test('hands its target the event of its schedule after each interval', () => {
    const { buses, deliveries } = run(scheduled('rate(5 minutes)'));
    vi.advanceTimersByTime(299_000);
    expect(deliveries).toHaveLength(0);
    vi.advanceTimersByTime(601_000);
    expect(deliveries).toHaveLength(3);
    const event = {
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '111111111111',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [RULE_ARN],
      detail: {},
    };
    expect(JSON.parse(deliveries[0]?.input ?? '')).toEqual(event);
    expect(new Set(deliveries.map(({ name }) => name)).size).toBe(3);
    expect(buses.events.from(0)[0]).toEqual({ eventBusName: 'default', ...event });
  });

  test('hands its target the input that the target asks for', () => {
    const { deliveries } = run(scheduled('rate(1 hour)', { Targets: [{ Id: 't', Arn: 'arn', Input: '{"a":1}' }] }));
    vi.advanceTimersByTime(3_600_000);
    expect(deliveries).toMatchObject([{ input: '{"a":1}' }]);
  });

  test('takes no event but its own', () => {
    const { buses, deliveries } = run(scheduled('rate(1 hour)'));
    buses.put('default', { Source: 'aws.events', DetailType: 'Scheduled Event', Resources: [`${RULE_ARN}2`] }, {});
    buses.put('default', { Source: 'test', DetailType: 'Test' }, {});
    expect(deliveries).toHaveLength(0);
  });

  test('takes the events of its pattern too when it has one', () => {
    const { buses, deliveries } = run(scheduled('rate(1 hour)', { EventPattern: { source: ['test'] } }));
    buses.put('default', { Source: 'test', DetailType: 'Test' }, {});
    vi.advanceTimersByTime(3_600_000);
    expect(deliveries).toMatchObject([{ event: { source: 'test' } }, { event: { source: 'aws.events' } }]);
  });

  test.each([
    ['its scaled interval', 0.1, 30_000],
    ['ten seconds', 0.0001, 10_000],
  ])('waits %s when the time scale is %d', (_interval, timeScale, intervalMs) => {
    const { deliveries } = run(scheduled('rate(5 minutes)'), timeScale);
    vi.advanceTimersByTime(intervalMs - 1);
    expect(deliveries).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(deliveries).toHaveLength(1);
  });

  test('waits for all of an interval that is longer than a timer can be', () => {
    const { deliveries } = run(scheduled('rate(30 days)'));
    vi.advanceTimersByTime(30 * DAY_MS - 1);
    expect(deliveries).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(deliveries).toHaveLength(1);
  });

  test('runs no more, and leaves no timer behind, when it is stopped', () => {
    const { deliveries, stop } = run(scheduled('rate(1 minute)'));
    vi.advanceTimersByTime(60_000);
    stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(600_000);
    expect(deliveries).toHaveLength(1);
  });
});

test('a schedule does not keep the process alive', () => {
  const buses = new EventBuses(STACK_ACCOUNT, [], [], {
    timeScale: 1,
    check: () => {},
    invoke: async () => {},
    sendToDeadLetterQueue: () => {},
  });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const stop = startSchedules(scheduled('rate(1 minute)'), buses, 1);
  expect(timers.mock.results[0]?.value.hasRef()).toBe(false);
  stop();
  timers.mockRestore();
});
