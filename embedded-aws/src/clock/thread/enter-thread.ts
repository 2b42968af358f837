import { parentPort } from 'node:worker_threads';
import type { ThreadReport } from '../clock-thread.ts';
import { modelCalls } from './thread-calls.ts';
import { modelTime } from './thread-time.ts';
import { ThreadWork } from './thread-work.ts';

/** What a thread must know to live in the modelled time. */
export interface ThreadSetup {
  /** What the endpoint knows it by. */
  threadId: string;
  /** The address of the endpoint, `host:port`. */
  endpoint: string;
  /** Has the time. */
  time: SharedArrayBuffer;
}

/** What a thread sends to the clock. */
export interface ReportMessage {
  report: ThreadReport;
}

/**
 * Makes this thread live in the modelled time. It must be called before anything else is loaded.
 * @param onMessage gets what the stack sends, other than the clock
 * @returns what knows whether the thread has work
 */
export function enterThread<Message>(
  { threadId, endpoint, time }: ThreadSetup,
  onMessage: (message: Message) => void,
): ThreadWork {
  let messages = 0;
  const onChange = () => work.wake();
  const clock = modelTime(time, onChange);
  const calls = modelCalls({ threadId, endpoint, onChange });
  const work = new ThreadWork(
    () => ({ messages, ...calls, nextTimer: clock.nextTimer }),
    (report) => parentPort?.postMessage({ report } satisfies ReportMessage),
  );
  parentPort?.on('message', (message: 'ring' | Message) => {
    messages += 1;
    work.wake();
    if (message === 'ring') clock.ring();
    else onMessage(message);
  });
  work.wake();
  return work;
}
