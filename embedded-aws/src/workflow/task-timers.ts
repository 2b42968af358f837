import { currentTime, startTimer } from '../clock/clock.ts';
import type { ExecutionSettings } from './attempt.ts';
import type { TaskLimits } from './task-target.ts';
import { TaskTimeoutError } from './workflow-error.ts';

/** The timers of a task. */
export interface TaskTimers {
  /** Rejects with a {@link TaskTimeoutError} when one of them is due. */
  interrupted: Promise<never>;
  /** Starts the time until the next heartbeat anew. */
  heartbeat(): void;
  stop(): void;
}

/**
 * Starts the timers of a task.
 * @param isFunction whether a function does the work: it needs real time
 * @param startedAt when the task started, in epoch milliseconds
 */
export function startTaskTimers(
  { timeScale, functionTimeoutMs }: ExecutionSettings,
  { timeoutSeconds, heartbeatSeconds }: TaskLimits,
  isFunction: boolean,
  startedAt: number,
): TaskTimers {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  // It may settle when nobody listens any more.
  interrupted.catch(() => {});
  const timer = (seconds: number | undefined, from: number, isHeartbeat: boolean) => {
    if (seconds === undefined) return () => {};
    const lengthMs = isFunction ? functionTimeoutMs(seconds) : seconds * 1000 * timeScale;
    return startTimer(from + lengthMs - currentTime(), () => reject(new TaskTimeoutError(isHeartbeat)));
  };
  const stopTimeout = timer(timeoutSeconds, startedAt, false);
  let stopHeartbeat = timer(heartbeatSeconds, currentTime(), true);
  return {
    interrupted,
    heartbeat: () => {
      stopHeartbeat();
      stopHeartbeat = timer(heartbeatSeconds, currentTime(), true);
    },
    stop: () => {
      stopTimeout();
      stopHeartbeat();
    },
  };
}
