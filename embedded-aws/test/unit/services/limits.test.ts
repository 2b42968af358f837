import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ItemThroughput } from '../../../src/services/item-throughput.ts';
import { rateLimited } from '../../../src/services/rate-limited.ts';
import { Transitions } from '../../../src/workflow/transitions.ts';
import { callFrom } from '../models.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an item stands so many writes a second, and others are not concerned', () => {
  const throughput = new ItemThroughput();
  const update = (pk: string) => throughput.admit('UpdateItem', { TableName: 't', Key: { pk: { S: pk } } });
  for (let write = 0; write < 1_000; write++) update('hot');
  expect(() => update('hot')).toThrow(expect.objectContaining({ name: 'ThrottlingException' }));
  expect(() => update('other')).not.toThrow();
  vi.advanceTimersByTime(1_000);
  expect(() => update('hot')).not.toThrow();
});

test('a large item takes a unit for each kilobyte, and is the same item when it is updated', () => {
  const throughput = new ItemThroughput();
  const pk = { S: 'large' };
  const put = () => throughput.admit('PutItem', { TableName: 't', Item: { pk, text: { S: 'x'.repeat(99_000) } } });
  for (let write = 0; write < 10; write++) put();
  expect(put).toThrow(expect.objectContaining({ name: 'ThrottlingException' }));
  for (let write = 0; write < 30; write++) throughput.admit('UpdateItem', { TableName: 't', Key: { pk } });
  expect(() => throughput.admit('DeleteItem', { TableName: 't', Key: { pk } })).toThrow();
});

test('reads that may be old take half a unit', () => {
  const throughput = new ItemThroughput();
  const get = (ConsistentRead: boolean) =>
    throughput.admit('GetItem', { TableName: 't', Key: { pk: { S: 'hot' } }, ConsistentRead });
  for (let read = 0; read < 2_999; read++) get(true);
  get(false);
  get(false);
  expect(() => get(false)).toThrow(expect.objectContaining({ name: 'ThrottlingException' }));
});

test('each operation of a limited service has a rate of its own', async () => {
  const operation = { resources: () => ['*'], run: () => ({}) };
  const service = { name: 's', actionPrefix: 's', errorStatuses: {}, operations: { One: operation, Other: operation } };
  const { operations } = rateLimited(service, { perSecond: 1, burst: 2 }, 'Try again later.');
  const run = (name: string) => operations[name]?.run({}, callFrom());
  run('One');
  run('One');
  const error = { name: 'TooManyRequestsException', message: 'Try again later.' };
  expect(() => run('One')).toThrow(expect.objectContaining(error));
  expect(run('Other')).toEqual({});
});

test('state transitions beyond the quota wait, each behind the one before', () => {
  const transitions = new Transitions({ perSecond: 10, burst: 2 });
  expect([1, 2, 3, 4].map(() => transitions.delayMs())).toEqual([0, 0, 100, 200]);
  vi.advanceTimersByTime(10_000);
  expect(transitions.delayMs()).toBe(0);
});
