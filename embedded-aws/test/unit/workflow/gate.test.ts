import { expect, test } from 'vitest';
import { Gate } from '../../../src/workflow/gate.ts';

/** Lets callers with these orders come while one is inside; tells in which order they pass, one at a time. */
async function passing(...orders: number[]): Promise<string[]> {
  const gate = new Gate(1);
  const leave = await gate.enter(0);
  const passed: string[] = [];
  const all = orders.map(async (order, index) => {
    const leaveAgain = await gate.enter(order);
    passed.push(`${order}${'abc'[index]}`);
    leaveAgain();
  });
  leave();
  await Promise.all(all);
  return passed;
}

test('lets the lowest order pass first, and among equals who came first', async () => {
  expect(await passing(2, 3, 1)).toEqual(['1c', '2a', '3b']);
  expect(await passing(1, 1, 1)).toEqual(['1a', '1b', '1c']);
  expect(await passing(1, 0, 1)).toEqual(['0b', '1a', '1c']);
});

test('lets one pass of whose order the fewest are inside', async () => {
  const gate = new Gate(3);
  const leaves = await Promise.all([gate.enter(1), gate.enter(1), gate.enter(2)]);
  const passed: number[] = [];
  const all = [1, 1, 2, 3].map(async (order) => {
    const leave = await gate.enter(order);
    passed.push(order);
    leave();
  });
  leaves[0]?.();
  await Promise.all(all);
  expect(passed[0]).toBe(3);
});

test('lets so many in at a time', async () => {
  const gate = new Gate(2);
  let inside = 0;
  let most = 0;
  const visits = Array.from({ length: 10 }, async (_, order) => {
    const leave = await gate.enter(order);
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 1));
    inside -= 1;
    leave();
  });
  await Promise.all(visits);
  expect(most).toBe(2);
});

test('lets nobody in for one who leaves twice', async () => {
  const gate = new Gate(1);
  const leave = await gate.enter(1);
  leave();
  leave();
  await gate.enter(1);
  const third = await Promise.race([gate.enter(1), Promise.resolve('outside')]);
  expect(third).toBe('outside');
});
