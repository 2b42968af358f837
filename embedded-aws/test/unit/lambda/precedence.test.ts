import { expect, test } from 'vitest';
import { Precedence } from '../../../src/lambda/precedence.ts';

/** Something that has begun when it is asked to, and ends when it is told to. */
class Work {
  hasBegun = false;
  readonly #ended = Promise.withResolvers<void>();

  readonly begin = (): Promise<void> => {
    this.hasBegun = true;
    return this.#ended.promise;
  };

  async end(): Promise<void> {
    this.#ended.resolve();
    await settled();
  }
}

/** What follows from what has happened has happened, too. */
const settled = () => new Promise(setImmediate);

const some = (count: number) => Array.from({ length: count }, () => new Work());
const begun = (works: Work[]) => works.map(({ hasBegun }) => hasBegun);

test('all invocations run at once while nobody waits for the answer of a call', async () => {
  const precedence = new Precedence(2);
  const others = some(5);
  for (const other of others) void precedence.run(other.begin);
  await settled();
  expect(begun(others)).toEqual([true, true, true, true, true]);
});

test('a few run beside a call, and the others in their order, also when calls never end', async () => {
  const precedence = new Precedence(2);
  const [call, ...others] = [new Work(), ...some(4)];
  void precedence.answer(call.begin);
  for (const other of others) void precedence.run(other.begin);
  await settled();
  expect(begun([call, ...others])).toEqual([true, true, true, false, false]);
  await others[0]?.end();
  expect(begun(others)).toEqual([true, true, true, false]);
  await call.end();
  expect(begun(others)).toEqual([true, true, true, true]);
});

test('a call never waits, however many run', async () => {
  const precedence = new Precedence(2);
  for (const other of some(5)) void precedence.run(other.begin);
  const calls = some(3);
  for (const call of calls) void precedence.answer(call.begin);
  await settled();
  expect(begun(calls)).toEqual([true, true, true]);
});

test('what fails makes place, too', async () => {
  const precedence = new Precedence(1);
  const call = new Work();
  void precedence.answer(call.begin);
  const failing = precedence.run(() => Promise.reject(new Error('no')));
  const next = new Work();
  void precedence.run(next.begin);
  await expect(failing).rejects.toThrow('no');
  await settled();
  expect(next.hasBegun).toBe(true);
  await expect(precedence.answer(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await call.end();
  const last = new Work();
  void precedence.run(last.begin);
  await settled();
  expect(last.hasBegun).toBe(true);
});
