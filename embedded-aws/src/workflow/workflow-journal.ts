import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from '../json.ts';
import type { EventMark, HistoryRecord, MarkedError } from './history.ts';

/** Keeps what happens to the executions of a state machine, so that they can go on in another process. */
export interface WorkflowJournal {
  /** Every record so far, oldest first. */
  read(): JsonObject[];
  append(record: JsonObject): void;
}

/** Keeps nothing. */
export const NO_JOURNAL: WorkflowJournal = { read: () => [], append: () => {} };

/** A journal has each definition before the first execution that runs it, and each event of each execution. */
export interface JournaledWorkflow {
  /** By their ids. */
  definitions: Map<string, JsonObject>;
  /** The histories of the executions, by their names. */
  histories: Map<string, HistoryRecord[]>;
}

export function definitionRecord(id: string, definition: JsonObject): JsonObject {
  return { id, definition };
}

export function eventRecord(execution: string, { event, mark }: HistoryRecord): JsonObject {
  return { execution, event, mark };
}

/** Reads a journal. */
export function readJournal(journal: WorkflowJournal): JournaledWorkflow {
  const definitions = new Map<string, JsonObject>();
  const histories = new Map<string, HistoryRecord[]>();
  for (const record of journal.read()) {
    const execution = textAt(record, 'execution');
    if (execution === undefined) {
      definitions.set(textAt(record, 'id') ?? '', objectAt(record, 'definition'));
      continue;
    }
    const history = histories.get(execution) ?? [];
    histories.set(execution, history);
    history.push(readEvent(record));
  }
  return { definitions, histories };
}

function readEvent(record: JsonObject): HistoryRecord {
  const event = objectAt(record, 'event');
  const { id = 0, previousEventId = 0 } = numbersOf(event);
  const timestamp = new Date(textAt(event, 'timestamp') ?? 0);
  const type = textAt(event, 'type') ?? '';
  return { event: { ...event, id, previousEventId, timestamp, type }, mark: readMark(objectAt(record, 'mark')) };
}

function numbersOf(event: JsonObject) {
  return { id: numberAt(event, 'id'), previousEventId: numberAt(event, 'previousEventId') };
}

function readMark(mark: JsonObject): EventMark {
  return {
    thread: listAt(mark, 'thread').map(Number),
    next: textAt(mark, 'next'),
    token: textAt(mark, 'token'),
    clientToken: textAt(mark, 'clientToken'),
    definition: textAt(mark, 'definition'),
    error: isObject(mark['error']) ? readError(mark['error']) : undefined,
  };
}

function readError(error: JsonObject): MarkedError {
  const late = textAt(error, 'late');
  return {
    name: textAt(error, 'name') ?? null,
    cause: textAt(error, 'cause') ?? null,
    isMatchable: error['isMatchable'] === true,
    late: late === 'task' || late === 'heartbeat' ? late : undefined,
  };
}
