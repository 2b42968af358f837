import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from '../json.ts';
import type { EventMark, HistoryRecord, MarkedError } from './history.ts';

/** The event of a record, with its mark. */
export function readEvent(record: JsonObject): HistoryRecord {
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
    mapRun: textAt(mark, 'mapRun'),
    error: isObject(mark['error']) ? readError(mark['error']) : undefined,
  };
}

/** A marked error of a record. */
export function readError(error: JsonObject): MarkedError {
  const late = textAt(error, 'late');
  return {
    name: textAt(error, 'name') ?? null,
    cause: textAt(error, 'cause') ?? null,
    isMatchable: error['isMatchable'] === true,
    late: late === 'task' || late === 'heartbeat' ? late : undefined,
  };
}
