import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClockThread } from '../../../src/clock/clock-thread.ts';
import { ModelledClock, type ModelledClockOptions } from '../../../src/clock/modelled-clock.ts';

const START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

let clock: ModelledClock | undefined;
afterEach(() => clock?.stop());

function start(options: Partial<ModelledClockOptions> = {}): ModelledClock {
  clock = new ModelledClock({ speed: 1e9, startsAt: START, ...options });
  return clock;
}

/** A thread that answers nothing by itself. */
function attach(modelled: ModelledClock) {
  const posted: unknown[] = [];
  const thread = new ClockThread(
    (message) => posted.push(message),
    () => modelled.wake(),
  );
  const detach = modelled.attach(thread);
  return { thread, posted, detach };
}

const idle = { messages: 0, nextTimer: Number.POSITIVE_INFINITY };

/** Some turns of the event loop, more than the clock waits for. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test('goes to the next timer at once when there is nothing to do, however far it is', async () => {
  const modelled = start();
  const seen: number[] = [];
  modelled.startTimer(30 * HOUR_MS, () => seen.push(modelled.now()));
  modelled.startTimer(HOUR_MS, () => seen.push(modelled.now()));
  await vi.waitFor(() => expect(seen).toEqual([START + HOUR_MS, START + 30 * HOUR_MS]));
});

test('stands still while work is under way', async () => {
  const modelled = start();
  const { promise, resolve } = Promise.withResolvers<void>();
  const onDue = vi.fn();
  modelled.startTimer(5, onDue);
  const worked = modelled.working(promise);
  await turns();
  expect(onDue).not.toHaveBeenCalled();
  resolve();
  await worked;
  await vi.waitFor(() => expect(onDue).toHaveBeenCalledOnce());
});

test('runs no faster than real time, multiplied by its speed', async () => {
  const modelled = start({ speed: 10 });
  const real = performance.now();
  await new Promise<void>((resolve) => modelled.startTimer(1_000, resolve));
  expect(performance.now() - real).toBeGreaterThanOrEqual(99);
});

test('does not catch up with the time in which it stood still', async () => {
  const modelled = start({ speed: 100 });
  await modelled.working(new Promise((resolve) => setTimeout(resolve, 300)));
  const stoodAt = modelled.now();
  await new Promise<void>((resolve) => modelled.startTimer(1, resolve));
  expect(modelled.now() - stoodAt).toBeLessThan(100 * 300);
});

test('stands still at the speed 0, until it has another one', async () => {
  const modelled = start({ speed: 0 });
  const onDue = vi.fn();
  modelled.startTimer(5, onDue);
  await turns();
  expect(onDue).not.toHaveBeenCalled();
  modelled.speed = 1e9;
  await vi.waitFor(() => expect(onDue).toHaveBeenCalledOnce());
});

test('keeps a moment that it has not come to yet, for the next run', async () => {
  const kept: number[] = [];
  const modelled = start({ keep: (moment) => kept.push(moment) });
  await new Promise<void>((resolve) => modelled.startTimer(HOUR_MS, resolve));
  expect(kept.at(-1)).toBeGreaterThan(modelled.now());
});

describe('a thread', () => {
  test.each([
    ['it has not reported yet', undefined],
    ['it has not taken a message', { messages: 0, nextTimer: Number.POSITIVE_INFINITY }],
  ])('holds the clock when %s', async (_condition, report) => {
    const modelled = start();
    const { thread } = attach(modelled);
    if (report) thread.reports(report);
    thread.post('job');
    const onDue = vi.fn();
    modelled.startTimer(5, onDue);
    await turns();
    expect(onDue).not.toHaveBeenCalled();
    thread.reports({ ...idle, messages: 1 });
    await vi.waitFor(() => expect(onDue).toHaveBeenCalledOnce());
  });

  test('holds the clock no longer when it has ended', async () => {
    const modelled = start();
    const { detach } = attach(modelled);
    const onDue = vi.fn();
    modelled.startTimer(5, onDue);
    detach();
    await vi.waitFor(() => expect(onDue).toHaveBeenCalledOnce());
  });

  test('is told when its timer is due, and the clock waits for it', async () => {
    const modelled = start();
    const { thread, posted } = attach(modelled);
    thread.reports({ ...idle, nextTimer: START + 10 });
    const onDue = vi.fn();
    modelled.startTimer(20, onDue);
    await vi.waitFor(() => expect(posted).toEqual(['ring']));
    await turns();
    expect(modelled.now()).toBe(START + 10);
    expect(onDue).not.toHaveBeenCalled();
    thread.reports({ ...idle, messages: 1 });
    await vi.waitFor(() => expect(onDue).toHaveBeenCalledOnce());
  });
});
