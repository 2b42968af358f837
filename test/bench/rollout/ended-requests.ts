import { setTimeout as delay } from 'node:timers/promises';
import type { TestStack } from '../../integration/stack.ts';
import { Progress } from './progress.ts';

const POLL_MS = 1_000;
/** So long may nothing end before there is no more hope. */
const PATIENCE_MS = 180_000;

const UNFINISHED = ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED'];

/** Follows the status events of requests, also of a stack that is started again. */
export class EndedRequests {
  /** How each request has ended, by its requestId. */
  readonly statuses = new Map<string, string>();
  readonly #awaited: Set<string>;
  #stack: TestStack | undefined;
  #read = 0;

  constructor(requests: { requestId: string }[]) {
    this.#awaited = new Set(requests.map(({ requestId }) => requestId));
  }

  /** Waits until so many have ended, all of them unless said otherwise, or for as long as there is hope. */
  async wait(stack: TestStack, count = this.#awaited.size): Promise<void> {
    const progress = new Progress();
    let hopeUntil = performance.now() + PATIENCE_MS;
    for (; this.statuses.size < count && performance.now() < hopeUntil; await delay(POLL_MS)) {
      if (await this.#look(stack)) hopeUntil = performance.now() + PATIENCE_MS;
      progress.tell(`${this.statuses.size} of ${this.#awaited.size} requests have ended`);
    }
  }

  /** Whether anything has happened. */
  async #look(stack: TestStack): Promise<boolean> {
    if (this.#stack !== stack) this.#read = 0;
    this.#stack = stack;
    const events = await eventsFrom(stack, this.#read);
    this.#read += events.length;
    for (const { requestId, status } of events) {
      if (this.#awaited.has(requestId) && !UNFINISHED.includes(status)) this.statuses.set(requestId, status);
    }
    return events.length > 0;
  }
}

/** The status events of requests from the event with this number on; those of the requests themselves have no status. */
async function eventsFrom(stack: TestStack, from: number): Promise<{ requestId: string; status: string }[]> {
  const response = await fetch(`${stack.client.endpoint}/_local/events?from=${from}`);
  const events: unknown[] = JSON.parse(await response.text());
  return events.map((event) => {
    const { requestId = '', status = UNFINISHED[0] } = Object(Object(event).detail);
    return { requestId, status };
  });
}
