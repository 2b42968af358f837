import { expect, test } from 'vitest';
import { deliver, type TargetRuntime } from '../../../local/events/delivery.ts';

const TARGET = {
  id: 'machine',
  arn: 'arn:aws:states:us-east-1:111111111111:stateMachine:m',
  roleArn: undefined,
  deadLetterArn: 'arn:aws:sqs:us-east-1:111111111111:dead',
  maximumRetryAttempts: 2,
  definition: {},
};
const RULE = {
  name: 'r',
  arn: 'arn:aws:events:us-east-1:111111111111:rule/r',
  eventBusName: 'b',
  pattern: {},
  targets: [TARGET],
};
const EVENT = { id: 'e1', detail: {} };

function runtime(error: string) {
  const names: string[] = [];
  const dead: { body: string; attributes: Record<string, unknown> }[] = [];
  const fake: TargetRuntime = {
    timeScale: 0,
    check: () => {},
    invoke: async (_target, _input, name) => {
      names.push(name);
      throw Object.assign(new Error('no'), { name: error });
    },
    sendToDeadLetterQueue: (_queue, body, attributes) => dead.push({ body, attributes }),
  };
  return { fake, names, dead };
}

test('tries again under the same name, then keeps the event in the dead-letter queue, when the target keeps failing', async () => {
  const { fake, names, dead } = runtime('InternalServerError');
  await deliver(fake, RULE, TARGET, EVENT);
  expect(names).toHaveLength(3);
  expect(new Set(names).size).toBe(1);
  expect(dead).toEqual([
    {
      body: JSON.stringify(EVENT),
      attributes: {
        RULE_ARN: { DataType: 'String', StringValue: RULE.arn },
        TARGET_ARN: { DataType: 'String', StringValue: TARGET.arn },
        ERROR_CODE: { DataType: 'String', StringValue: 'SDK_CLIENT_ERROR' },
        ERROR_MESSAGE: { DataType: 'String', StringValue: 'no' },
        RETRY_ATTEMPTS: { DataType: 'Number', StringValue: '2' },
        EXHAUSTED_RETRY_CONDITION: { DataType: 'String', StringValue: 'MaximumRetryAttempts' },
      },
    },
  ]);
});

test('does not try again when the rule may not start the target', async () => {
  const { fake, names, dead } = runtime('AccessDeniedException');
  await deliver(fake, RULE, TARGET, EVENT);
  expect(names).toHaveLength(1);
  expect(dead[0]?.attributes['ERROR_CODE']).toEqual({ DataType: 'String', StringValue: 'NO_PERMISSIONS' });
});
