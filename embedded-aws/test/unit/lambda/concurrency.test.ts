import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LambdaConcurrency } from '../../../src/lambda/concurrency.ts';
import { functionModel } from '../models.ts';

const RESERVED = functionModel({ name: 'reserved', reservedConcurrency: 2 });
const [ONE, OTHER] = [functionModel({ name: 'one' }), functionModel({ name: 'other' })];

let concurrency: LambdaConcurrency;
beforeEach(() => {
  vi.useFakeTimers();
  concurrency = new LambdaConcurrency([RESERVED, ONE, OTHER], 102);
});
afterEach(() => vi.useRealTimers());

const throttled = {
  name: 'Lambda.TooManyRequestsException',
  message: expect.stringMatching(
    /^Rate Exceeded\. \(Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: [\w-]+; Proxy: null\)$/,
  ),
};

test('a function with reserved concurrency runs as often as that at a time', () => {
  const place = concurrency.enter(RESERVED);
  concurrency.enter(RESERVED);
  expect(() => concurrency.enter(RESERVED)).toThrow(expect.objectContaining(throttled));
  place.leave(false);
  expect(() => concurrency.enter(RESERVED)).not.toThrow();
});

test('all other functions share what the account has left', () => {
  const place = concurrency.enter(ONE);
  for (let running = 1; running < 100; running += 1) concurrency.enter(OTHER);
  expect(() => concurrency.enter(ONE)).toThrow(expect.objectContaining(throttled));
  expect(() => concurrency.enter(RESERVED)).not.toThrow();
  place.leave(false);
  expect(() => concurrency.enter(OTHER)).not.toThrow();
});

test('a function may reserve none when Lambda could not keep a hundred for others', () => {
  expect(() => new LambdaConcurrency([RESERVED], 101)).toThrow(
    'The functions reserve 2 of 101 concurrent executions, and Lambda keeps 100 for others: they need 102 or more',
  );
  expect(() => new LambdaConcurrency([ONE], 10)).not.toThrow();
});

test('an invocation starts cold unless an instance idles', () => {
  const [first, second] = [concurrency.enter(ONE), concurrency.enter(ONE)];
  expect([first.isCold, second.isCold]).toEqual([true, true]);
  first.leave(false);
  expect(concurrency.enter(ONE).isCold).toBe(false);
  expect(concurrency.enter(OTHER).isCold).toBe(true);
});

test('an invocation starts cold when its instance was lost, has idled for long or was ended', () => {
  concurrency.enter(ONE).leave(true);
  expect(concurrency.enter(ONE).isCold).toBe(true);
  const place = concurrency.enter(ONE);
  place.leave(false);
  vi.advanceTimersByTime(11 * 60_000);
  const late = concurrency.enter(ONE);
  expect(late.isCold).toBe(true);
  late.leave(false);
  concurrency.endIdle('one');
  expect(concurrency.enter(ONE).isCold).toBe(true);
});
