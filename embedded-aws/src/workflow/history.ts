import { currentDate } from '../clock/clock.ts';
import { CompactList } from '../compact-list.ts';
import type { JsonObject } from '../json.ts';

/** One event of an execution's history, as `GetExecutionHistory` reports it. */
export interface HistoryEvent extends JsonObject {
  id: number;
  previousEventId: number;
  timestamp: Date;
  type: string;
}

/** What an event's readers don't see, but what going on after it needs. */
export interface EventMark {
  /** The path of the thread that it happened in; see `thread.ts`. */
  thread: number[];
  /** The state that follows the one that was exited; nothing after the last one. */
  next?: string | undefined;
  /** The token of the task that was scheduled. */
  token?: string | undefined;
  /** The client token of the redrive. */
  clientToken?: string | undefined;
  /** The id of the definition that the execution runs, at its start. */
  definition?: string | undefined;
  /** The id of the Map run that was started. */
  mapRun?: string | undefined;
  /** Why the try failed that ended, or the one before the try that begins. */
  error?: MarkedError | undefined;
}

/** An error of a state, as JSON. */
export interface MarkedError {
  name: string | null;
  cause: string | null;
  isMatchable: boolean;
  /** Set when something was not in time. */
  late?: 'task' | 'heartbeat' | undefined;
}

/** An event together with its mark. */
export interface HistoryRecord {
  event: HistoryEvent;
  mark: EventMark;
}

/**
 * The most events of an execution; the last one ends it.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MOST_EVENTS = 25_000;

/** The first event of an execution. */
export function startRecord(input: unknown, roleArn: string, definition: string): HistoryRecord {
  const details = { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn };
  const started = { id: 1, previousEventId: 0, timestamp: currentDate(), type: 'ExecutionStarted' };
  return { event: { ...started, executionStartedEventDetails: details }, mark: { thread: [], definition } };
}

/** Records that were JSON have texts in place of their dates. */
export function withDates(records: HistoryRecord[]): HistoryRecord[] {
  return records.map(({ event, mark }) => ({ event: { ...event, timestamp: new Date(event.timestamp) }, mark }));
}

/** So many events are packed together: most of them repeat what the one before has said. */
const PACKED_EVENTS = 25;

/** The events of one execution, numbered as on AWS. */
export class History {
  readonly #records = new CompactList<HistoryRecord>(PACKED_EVENTS);
  readonly #onAdd: (record: HistoryRecord) => void;

  /** @param onAdd is told of every event that is added from now on */
  constructor(records: HistoryRecord[], onAdd: (record: HistoryRecord) => void) {
    for (const record of records) this.#records.push(record);
    this.#onAdd = onAdd;
  }

  /** Adds an event. */
  add(type: string, details: JsonObject, previousEventId: number, mark: EventMark): HistoryRecord {
    const event = { id: this.last + 1, previousEventId, timestamp: currentDate(), type, ...details };
    const record = { event, mark };
    this.#records.push(record);
    this.#onAdd(record);
    return record;
  }

  /** All events with their marks, oldest first. */
  get records(): HistoryRecord[] {
    return withDates(this.#records.from(0));
  }

  /** All events, oldest first. */
  get events(): HistoryEvent[] {
    return this.records.map(({ event }) => event);
  }

  /** The id of the last event. */
  get last(): number {
    return this.#records.length;
  }
}
