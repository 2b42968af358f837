import { expect, test } from 'vitest';
import { TimerQueue } from '../../../src/clock/timer-queue.ts';

function ringAll(queue: TimerQueue, until: number): void {
  for (let onDue = queue.takeDue(until); onDue; onDue = queue.takeDue(until)) onDue();
}

test('rings in the order of the times, and among equals in the order of the starts', () => {
  const rung: string[] = [];
  const queue = new TimerQueue();
  for (const [name, at] of [
    ['d', 9],
    ['b', 5],
    ['a', 1],
    ['c', 5],
  ] as const)
    queue.add(at, () => rung.push(name));
  ringAll(queue, 5);
  expect(rung).toEqual(['a', 'b', 'c']);
  expect(queue.next).toBe(9);
});

test('rings nothing that was cancelled, however many were', () => {
  const rung: number[] = [];
  const queue = new TimerQueue();
  const cancels = Array.from({ length: 1000 }, (_, index) =>
    queue.add((index * 7) % 1000, () => rung.push((index * 7) % 1000)),
  );
  for (const [index, cancel] of cancels.entries()) if (index % 10 !== 0) cancel();
  cancels[1]?.();
  ringAll(queue, 1000);
  expect(rung).toHaveLength(100);
  expect(rung).toEqual(rung.toSorted((one, other) => one - other));
  expect(queue.next).toBe(Number.POSITIVE_INFINITY);
});
