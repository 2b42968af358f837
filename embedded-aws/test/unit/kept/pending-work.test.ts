import { expect, test, vi } from 'vitest';
import { Faults } from '../../../src/endpoint/faults.ts';
import { EventBuses } from '../../../src/events/event-buses.ts';
import type { JsonObject } from '../../../src/json.ts';
import { AsynchronousInvocation } from '../../../src/lambda/asynchronous-invocation.ts';
import { Queues } from '../../../src/services/sqs/queues.ts';
import type { RuleModel } from '../../../src/template/rule-models.ts';
import { functionModel, ruleModel, STACK_ACCOUNT, targetModel } from '../models.ts';

const never = () => new Promise<never>(() => {});
const RULE = { ...ruleModel(targetModel()), pattern: { source: ['test'] } };

/** The buses of a run, and the deliveries that it makes. */
function busesOf(kept: Map<string, JsonObject>, rules: RuleModel[], invoke: () => Promise<void>) {
  const deliveries: string[] = [];
  const runtime = {
    timeScale: 0,
    check: () => {},
    invoke: async (_target: unknown, { name }: { name: string }) => {
      deliveries.push(name);
      await invoke();
    },
    sendToDeadLetterQueue: () => {},
  };
  return { buses: new EventBuses(STACK_ACCOUNT, ['b'], rules, runtime, kept), deliveries };
}

test('the next run makes a delivery that was not made, under the same name', async () => {
  const kept = new Map<string, JsonObject>();
  const first = busesOf(kept, [RULE], never);
  first.buses.put('b', { Source: 'test', DetailType: 'T' }, { a: 1 });
  expect(first.deliveries).toHaveLength(1);
  const next = busesOf(kept, [RULE], async () => {});
  next.buses.resume();
  expect(next.deliveries).toEqual(first.deliveries);
  await vi.waitFor(() => expect(kept.size).toBe(0));
});

test('the next run forgets a delivery whose rule is gone', () => {
  const kept = new Map<string, JsonObject>();
  busesOf(kept, [RULE], never).buses.put('b', { Source: 'test', DetailType: 'T' }, {});
  const next = busesOf(kept, [], async () => {});
  next.buses.resume();
  expect([next.deliveries, kept.size]).toEqual([[], 0]);
});

/** The invocations of a run, and the payloads that its functions get. */
function invocationsOf(kept: Map<string, JsonObject>, invoke: () => Promise<unknown>) {
  const payloads: unknown[] = [];
  const invocation = new AsynchronousInvocation({
    invoke: (_name, payload) => {
      payloads.push(payload);
      return invoke();
    },
    queues: new Queues([]),
    faults: new Faults(),
    timeScale: 0,
    kept,
  });
  return { invocation, payloads };
}

test('the next run invokes a function that had not answered', async () => {
  const kept = new Map<string, JsonObject>();
  void invocationsOf(kept, never).invocation.start(functionModel(), '{"a":1}');
  const next = invocationsOf(kept, async () => null);
  next.invocation.resume([functionModel()]);
  expect(next.payloads).toEqual([{ a: 1 }]);
  await vi.waitFor(() => expect(kept.size).toBe(0));
});
