import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import type { SoakStack } from './soak-stack.ts';

const POLL_MS = 3_000;
/** A call that has no answer after so long has had its connection cut. */
const LONGEST_CALL_MS = 10_000;

/** The calls of functions, and how many of them came to nothing. */
export interface CallsSeen {
  calls: number;
  failed: number;
  cut: number;
}

/** Counts the API calls of functions, until `stop` is called. Those just before the stack is killed are not counted. */
export function countCalls(stack: SoakStack): { seen: CallsSeen; stop: () => Promise<void> } {
  const seen: CallsSeen = { calls: 0, failed: 0, cut: 0 };
  const stopped = new AbortController();
  const counting = (async () => {
    for (let run = -1, from = 0; !stopped.signal.aborted; await delay(POLL_MS)) {
      if (run !== stack.lives.length) [run, from] = [stack.lives.length, 0];
      from += count(seen, await readCalls(stack, from));
    }
  })();
  return {
    seen,
    stop: async () => {
      stopped.abort();
      await counting;
    },
  };
}

/** Nothing while the stack is away. */
async function readCalls({ current }: SoakStack, from: number): Promise<LoggedCall[]> {
  try {
    return JSON.parse(await (await fetch(`${current.client.endpoint}/_local/calls?from=${from}`)).text());
  } catch {
    return [];
  }
}

/** @returns how many have been counted: up to the first that may still be answered */
function count(seen: CallsSeen, calls: LoggedCall[]): number {
  const isOpen = ({ status, at }: LoggedCall) => status === 0 && Date.now() - Date.parse(at) < LONGEST_CALL_MS;
  const open = calls.findIndex(isOpen);
  const ended = open === -1 ? calls : calls.slice(0, open);
  const ofFunctions = ended.filter(({ caller }) => caller.startsWith('alternate-contacts-'));
  seen.calls += ofFunctions.length;
  seen.failed += ofFunctions.filter(({ status }) => status >= 400).length;
  seen.cut += ofFunctions.filter(({ status }) => status === 0).length;
  return ended.length;
}
