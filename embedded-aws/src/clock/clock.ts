import { startRealTimer } from './real-timers.ts';

/** What time it is in the stack, and how it waits. */
export interface Clock {
  /** Milliseconds since 1970, not always whole. */
  now(): number;
  /**
   * Calls back after a delay in milliseconds, of any length. The timer doesn't keep the process alive.
   * @returns a function that cancels it
   */
  startTimer(delayMs: number, onDue: () => void): () => void;
  /** Passes a promise on. Time that is modelled stands still until it has settled. */
  working<Value>(work: Promise<Value>): Promise<Value>;
}

/** The clock of the machine. */
export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  startTimer: startRealTimer,
  working: (work) => work,
};

/** All parts of a stack have the same time, as have those of AWS; hence one clock for the process. */
let current = REAL_CLOCK;

/**
 * Lets everything in this process go by another clock.
 * @returns a function that brings back the clock of the machine
 * @throws Error when there is another clock already
 */
export function useClock(clock: Clock): () => void {
  if (current !== REAL_CLOCK) throw new Error('only one stack of a process can model its time');
  current = clock;
  return () => {
    current = REAL_CLOCK;
  };
}

/** Milliseconds since 1970 by the stack's clock, not always whole. */
export function currentTime(): number {
  return current.now();
}

/** The time by the stack's clock. */
export function currentDate(): Date {
  return new Date(current.now());
}

/** Calls back after a delay in milliseconds by the stack's clock. Returns a function that cancels it. */
export function startTimer(delayMs: number, onDue: () => void): () => void {
  return current.startTimer(delayMs, onDue);
}

/** Waits for some milliseconds by the stack's clock. */
export function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => current.startTimer(delayMs, resolve));
}

/** Passes on a promise of work that takes real time, such as a call of another server. */
export function working<Value>(work: Promise<Value>): Promise<Value> {
  return current.working(work);
}
