import { beforeEach, expect, test, vi } from 'vitest';
import type { Fault } from '../../../src/endpoint/fault.ts';
import { faulty } from '../../../src/endpoint/faulty-call.ts';
import type { Service } from '../../../src/endpoint/service.ts';

const SERVICE: Service = { name: 'x', actionPrefix: 'x', operations: {}, errorStatuses: { Busy: 429 } };
const ANSWER = { status: 200, headers: {}, body: Buffer.from('{}') };
const run = vi.fn(async () => ANSWER);

beforeEach(() => run.mockClear());

/** What becomes of a call with this fault. */
function answerOf(fault: Partial<Fault>) {
  return faulty({ operation: 'PutItem', skips: 0, times: 1, latencyMs: 0, ...fault }, SERVICE, run);
}

test('a call without a fault is answered', async () => {
  expect(await faulty(undefined, SERVICE, run)).toBe(ANSWER);
});

test.each([
  ['Busy', 429],
  ['InternalFailure', 500],
  ['Other', 400],
])('has no effect when it fails with %s', async (error, status) => {
  await expect(answerOf({ error })).rejects.toMatchObject({ name: error, status });
  expect(run).not.toHaveBeenCalled();
});

test('has no effect and no answer when it breaks before', async () => {
  expect(await answerOf({ breaks: 'before' })).toBeUndefined();
  expect(run).not.toHaveBeenCalled();
});

test('has its effect and no answer when it breaks after', async () => {
  expect(await answerOf({ breaks: 'after' })).toBeUndefined();
  expect(run).toHaveBeenCalledOnce();
});

test('has its effect and a page for an answer when that breaks', async () => {
  expect(await answerOf({ breaks: 'answer' })).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
  expect(run).toHaveBeenCalledOnce();
});
