import { describe, expect, test } from 'vitest';
import { deliver, type TargetRuntime } from '../../../src/events/delivery.ts';
import { DeliveryError } from '../../../src/events/delivery-error.ts';
import { ruleModel, targetModel } from '../models.ts';

const TARGET = targetModel();
const RULE = ruleModel(TARGET);
const EVENT = { id: 'e1', detail: {} };
const TIME_SCALE = 0.001;

function runtime(error: Error) {
  const names: string[] = [];
  const startedAt: number[] = [];
  const dead: { body: string; attributes: Record<string, { StringValue: string }> }[] = [];
  const fake: TargetRuntime = {
    timeScale: TIME_SCALE,
    check: () => {},
    invoke: async (_target, { name }) => {
      startedAt.push(performance.now());
      names.push(name);
      throw error;
    },
    sendToDeadLetterQueue: (_queue, body, attributes) => dead.push({ body, attributes: readAttributes(attributes) }),
  };
  return { fake, names, startedAt, dead };
}

function readAttributes(attributes: object): Record<string, { StringValue: string }> {
  return Object.fromEntries(Object.entries(attributes));
}

const named = (name: string) => Object.assign(new Error('no'), { name });
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

test('tries again under the same name, then keeps the event in the dead-letter queue, when the target keeps failing', async () => {
  const { fake, names, dead } = runtime(named('InternalServerError'));
  await deliver(fake, RULE, TARGET, EVENT);
  expect(names).toHaveLength(3);
  expect(new Set(names).size).toBe(1);
  expect(dead).toEqual([
    {
      body: JSON.stringify(EVENT),
      attributes: {
        RULE_ARN: text(RULE.arn),
        TARGET_ARN: text(TARGET.arn),
        ERROR_CODE: text('SDK_CLIENT_ERROR'),
        ERROR_MESSAGE: text('no'),
        RETRY_ATTEMPTS: text('2'),
        EXHAUSTED_RETRY_CONDITION: text('MaximumRetryAttempts'),
      },
    },
  ]);
});

test.each([
  ['the rule may not start the target', named('AccessDeniedException'), 'NO_PERMISSIONS'],
  ['the state machine does not exist', named('StateMachineDoesNotExist'), 'NO_RESOURCE'],
  ['the queue does not exist', named('QueueDoesNotExist'), 'NO_RESOURCE'],
  ['the target says so', new DeliveryError('no', { code: 'UNKNOWN', isFinal: true }), 'UNKNOWN'],
])('does not try again when %s', async (_condition, error, code) => {
  const { fake, names, dead } = runtime(error);
  await deliver(fake, RULE, TARGET, EVENT);
  expect(names).toHaveLength(1);
  expect(dead[0]?.attributes).toMatchObject({ ERROR_CODE: text(code), RETRY_ATTEMPTS: text('0') });
  expect(dead[0]?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
});

test('gives up at the age that the retry policy sets, when attempts are left', async () => {
  const { fake, names, dead } = runtime(named('InternalServerError'));
  const target = targetModel({ maximumRetryAttempts: 185, maximumEventAgeSeconds: 60 });
  await deliver(fake, RULE, target, EVENT);
  expect(names.length).toBeGreaterThan(1);
  expect(names.length).toBeLessThan(10);
  expect(dead[0]?.attributes['EXHAUSTED_RETRY_CONDITION']).toEqual(text('MaximumEventAgeInSeconds'));
});

describe('waits', () => {
  const waited = async (retryAfterSeconds: number) => {
    const { fake, startedAt } = runtime(new DeliveryError('later', { retryAfterSeconds }));
    await deliver(fake, RULE, targetModel({ maximumRetryAttempts: 1 }), EVENT);
    const [first = 0, second = 0] = startedAt;
    return (second - first) / 1000 / TIME_SCALE;
  };

  test('as long as the target asks when that is longer than its own interval', async () => {
    expect(await waited(100)).toBeGreaterThanOrEqual(99);
  });

  test('its own interval when the target asks for nothing', async () => {
    expect(await waited(0)).toBeLessThan(50);
  });
});

test('leaves no attribute of a dead letter empty, as no queue takes one', async () => {
  const { fake, dead } = runtime(Object.assign(new Error(''), { name: 'AccessDeniedException' }));
  await deliver(fake, RULE, TARGET, EVENT);
  expect(dead[0]?.attributes).toMatchObject({ ERROR_MESSAGE: text('AccessDeniedException') });
});
