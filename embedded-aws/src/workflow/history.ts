import type { JsonObject } from '../json.ts';

/** One event of an execution's history, as `GetExecutionHistory` reports it. */
export interface HistoryEvent extends JsonObject {
  id: number;
  previousEventId: number;
  timestamp: Date;
  type: string;
}

/** The sequence that an event belongs to: the execution's own, or that of one iteration of a Map. */
export type Thread = number | 'execution';

/** The events of one execution, numbered as on AWS. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #threads: Thread[] = [];
  #last = new Map<Thread, number>([['execution', 0]]);

  /** Adds an event. An iteration's first event follows the last one of the execution. */
  add(type: string, details: JsonObject = {}, thread: Thread = 'execution'): void {
    const id = this.events.length + 1;
    const previousEventId = this.#last.get(thread) ?? this.#last.get('execution') ?? 0;
    this.events.push({ id, previousEventId, timestamp: new Date(), type, ...details });
    this.#threads.push(thread);
    this.#last.set(thread, id);
  }

  /** The sequence that an event is in; for nested Maps, that of the outermost. */
  threadOf({ id }: HistoryEvent): Thread {
    return this.#threads[id - 1] ?? 'execution';
  }

  /** Makes the next event of a thread follow an earlier one. */
  goOn(thread: Thread, eventId: number): void {
    this.#last.set(thread, eventId);
  }

  /** Makes the next event of an iteration follow the execution's last one again. */
  restart(thread: Thread): void {
    if (thread !== 'execution') this.#last.delete(thread);
  }
}
