import { parentPort } from 'node:worker_threads';
import type { ThreadReport } from '../clock-thread.ts';
import type { EndpointAnswer, EndpointCall } from '../endpoint-call.ts';
import { ThreadCalls } from './thread-calls.ts';
import { modelTime } from './thread-time.ts';
import { ThreadWork } from './thread-work.ts';

/** What a thread must know to live in the modelled time. */
export interface ThreadSetup {
  /** The address of the endpoint, `host:port`. */
  endpoint: string;
  /** Has the time. */
  time: SharedArrayBuffer;
}

/** What a thread sends to the clock and to the endpoint. */
export type ThreadMessage = { report: ThreadReport } | { calls: EndpointCall[] };

/** What a thread gets from the clock and from the endpoint. */
export type WorldMessage = 'ring' | { answers: EndpointAnswer[] };

/**
 * Makes this thread live in the modelled time. It must be called before anything else is loaded.
 * @param onMessage gets what the stack sends otherwise
 * @returns what knows whether the thread has work
 */
export function enterThread<Message extends object>(
  { endpoint, time }: ThreadSetup,
  onMessage: (message: Message) => void,
): ThreadWork {
  let messages = 0;
  const post = (message: ThreadMessage) => parentPort?.postMessage(message);
  const clock = modelTime(time, () => work.wake());
  const calls = new ThreadCalls(endpoint, (sent) => post({ calls: sent }));
  const work = new ThreadWork(
    () => ({ messages, nextTimer: clock.nextTimer }),
    (report) => post({ report }),
  );
  parentPort?.on('message', (message: WorldMessage | Message) => {
    messages += 1;
    work.wake();
    if (message === 'ring') clock.ring();
    else if (hasAnswers(message)) calls.settle(message.answers);
    else onMessage(message);
  });
  work.wake();
  return work;
}

function hasAnswers(message: object): message is { answers: EndpointAnswer[] } {
  return 'answers' in message;
}
