import { CompactList } from '../compact-list.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import type { HistoryRecord } from './history.ts';
import { readEvent } from './journaled-event.ts';
import { type JournaledMapRun, MapRunReader } from './map-run-journal.ts';

/** Keeps what happens to the executions of a state machine, so that they can go on in another process. */
export interface WorkflowJournal {
  /** Every record so far, oldest first. */
  read(): Iterable<JsonObject>;
  append(record: JsonObject): void;
}

/** Keeps nothing. */
export const NO_JOURNAL: WorkflowJournal = { read: () => [], append: () => {} };

/** A journal has each definition before the first execution that runs it, and each event of each execution. */
export interface JournaledWorkflow {
  /** By their ids. */
  definitions: Map<string, JsonObject>;
  /** The histories of the executions, by their names. */
  histories: Map<string, CompactList<HistoryRecord>>;
  /** The Map runs by their ids. */
  mapRuns: Map<string, JournaledMapRun>;
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
  const histories = new Map<string, CompactList<HistoryRecord>>();
  const reader = new MapRunReader();
  for (const record of journal.read()) {
    const execution = textAt(record, 'execution');
    const mapRun = textAt(record, 'mapRun');
    if (mapRun !== undefined) reader.read(mapRun, record);
    else if (execution === undefined) definitions.set(textAt(record, 'id') ?? '', objectAt(record, 'definition'));
    else {
      const history = histories.get(execution) ?? new CompactList<HistoryRecord>();
      histories.set(execution, history);
      history.push(readEvent(record));
    }
  }
  return { definitions, histories, mapRuns: reader.runs };
}
