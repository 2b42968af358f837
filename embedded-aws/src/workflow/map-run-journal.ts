import { CompactList } from '../compact-list.ts';
import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from '../json.ts';
import type { HistoryRecord } from './history.ts';
import { readError, readEvent } from './journaled-event.ts';
import type { MapRunEnd, MapRunItems, MapRunPlan, MapRunSettings } from './map-run-plan.ts';
import { markError, markedError } from './workflow-error.ts';

/** What a journal has of a Map run. */
export interface JournaledMapRun {
  plan: MapRunPlan | undefined;
  items: MapRunItems | undefined;
  settings: MapRunSettings | undefined;
  redrives: Date[];
  ended: MapRunEnd | undefined;
  /** The histories of the children, by their index. */
  children: Map<number, CompactList<HistoryRecord>>;
  /** The indexes of the children to which nothing has happened since it was redriven. */
  untouched: Set<number>;
}

export function planRecord({ id, ...plan }: MapRunPlan): JsonObject {
  return { mapRun: id, plan };
}

/** So many items are in one record. */
const ITEMS_PER_RECORD = 200;

/** The records of the items; only the last one says that all are there. */
export function itemsRecords(mapRun: string, items: unknown[], perChild: number | undefined): JsonObject[] {
  const starts = Array.from({ length: Math.ceil(items.length / ITEMS_PER_RECORD) }, (_, n) => n * ITEMS_PER_RECORD);
  const blocks = starts.map((start) => ({ mapRun, start, items: items.slice(start, start + ITEMS_PER_RECORD) }));
  return [...blocks, { mapRun, haveItems: { perChild } }];
}

export function settingsRecord(mapRun: string, settings: MapRunSettings): JsonObject {
  return { mapRun, settings };
}

export function redriveRecord(mapRun: string, redriven: Date): JsonObject {
  return { mapRun, redriven };
}

export function endRecord(mapRun: string, { error, ...ended }: MapRunEnd): JsonObject {
  return { mapRun, ended: { ...ended, ...(error && { error: markError(error) }) } };
}

export function childRecord(mapRun: string, child: number, { event, mark }: HistoryRecord): JsonObject {
  return { mapRun, child, event, mark };
}

/** Reads the records of Map runs, one after the other. */
export class MapRunReader {
  readonly runs = new Map<string, JournaledMapRun>();
  /** The items of runs that have not got all of them yet. */
  readonly #reading = new Map<string, CompactList<unknown>>();

  read(id: string, record: JsonObject): void {
    const run = this.runs.get(id) ?? emptyRun();
    this.runs.set(id, run);
    const child = numberAt(record, 'child');
    if (child !== undefined) readChild(run, child, record);
    if (isObject(record['plan'])) run.plan = readPlan(id, record['plan']);
    if (isObject(record['settings'])) run.settings = readSettings(record['settings']);
    if (isObject(record['ended'])) run.ended = readEnd(record['ended']);
    if ('redriven' in record) readRedrive(run, new Date(textAt(record, 'redriven') ?? 0));
    this.#readItems(id, run, record);
  }

  /** Items without an end are those of a process that was killed meanwhile: another one begins again. */
  #readItems(id: string, run: JournaledMapRun, record: JsonObject): void {
    const known = this.#reading.get(id);
    const list = known === undefined || record['start'] === 0 ? new CompactList<unknown>() : known;
    for (const item of listAt(record, 'items')) list.push(item);
    if ('items' in record) this.#reading.set(id, list);
    if (!isObject(record['haveItems'])) return;
    run.items = { list, perChild: numberAt(record['haveItems'], 'perChild') };
    this.#reading.delete(id);
  }
}

function emptyRun(): JournaledMapRun {
  return {
    plan: undefined,
    items: undefined,
    settings: undefined,
    redrives: [],
    ended: undefined,
    children: new Map(),
    untouched: new Set(),
  };
}

function readChild(run: JournaledMapRun, child: number, record: JsonObject): void {
  const history = run.children.get(child) ?? new CompactList<HistoryRecord>();
  run.children.set(child, history);
  history.push(readEvent(record));
  run.untouched.delete(child);
}

function readRedrive(run: JournaledMapRun, date: Date): void {
  run.redrives.push(date);
  run.ended = undefined;
  run.untouched = new Set(run.children.keys());
}

function readPlan(id: string, plan: JsonObject): MapRunPlan {
  const text = (key: string) => textAt(plan, key) ?? '';
  return {
    id,
    label: text('label'),
    execution: text('execution'),
    state: text('state'),
    definition: text('definition'),
    startDate: new Date(text('startDate')),
    settings: readSettings(objectAt(plan, 'settings')),
  };
}

function readSettings(settings: JsonObject): MapRunSettings {
  return {
    maxConcurrency: numberAt(settings, 'maxConcurrency') ?? 0,
    toleratedFailureCount: numberAt(settings, 'toleratedFailureCount'),
    toleratedFailurePercentage: numberAt(settings, 'toleratedFailurePercentage'),
  };
}

function readEnd(ended: JsonObject): MapRunEnd {
  const status = textAt(ended, 'status');
  return {
    status: status === 'SUCCEEDED' || status === 'FAILED' ? status : 'ABORTED',
    stopDate: new Date(textAt(ended, 'stopDate') ?? 0),
    error: isObject(ended['error']) ? markedError(readError(ended['error'])) : undefined,
  };
}
