import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type JsonObject, objectAt } from 'embedded-aws/json.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { Machine } from '../../statemachine/definition.ts';
import type { LastingResource } from './lasting-resources.ts';
import type { TableIndex } from './table-indexes.ts';
import type { Item } from './tables.ts';

export const SNAPSHOTS = resolve(import.meta.dirname, '../fixtures/upgrade');

/** What the embedded AWS keeps of executions. */
const EXECUTIONS_FILE = 'executions-alternate-contacts-local-change-request.jsonl';

/** Of the files that it keeps, those that a stack needs to go on. Nobody needs the mails, and nothing is still to be delivered. */
export const KEPT_FILES = [EXECUTIONS_FILE, 'contacts.jsonl', 'keys.jsonl'];

/** The items of the table, as DynamoDB writes them. */
export const ITEMS_FILE = 'items.jsonl';

/** The records that the version has read from its own items. */
export const RECORDS_FILE = 'records.jsonl';

export const ABOUT_FILE = 'about.json';

/** The links that were mailed about the requests that wait: by requestId and approver, the first path. */
export type Links = Record<string, Record<string, string>>;

/** What else a snapshot knows. */
export interface About {
  /** ISO 8601, UTC. */
  takenAt: string;
  links: Links;
  /** See `lastingResources`. */
  resources: Record<string, LastingResource>;
  /** The indexes of the table. */
  indexes: TableIndex[];
}

/** Input that a version gave to a function in its workflow. */
export interface TaskInput {
  functionName: string;
  input: unknown;
}

/** What a version has left behind: its state machine, what it passed to functions, and what it stored. */
export interface Snapshot extends About {
  name: string;
  definition: Machine;
  taskInputs: TaskInput[];
  items: Item[];
  records: RequestRecord[];
}

/** The names of all snapshots, the newest last. */
export function snapshotNames(): string[] {
  const names = readdirSync(SNAPSHOTS).filter((name) => existsSync(join(SNAPSHOTS, name, ABOUT_FILE)));
  return names.toSorted((left, right) => readAbout(left).takenAt.localeCompare(readAbout(right).takenAt));
}

export function readSnapshot(name: string): Snapshot {
  const journal: JsonObject[] = linesOf(join(SNAPSHOTS, name, EXECUTIONS_FILE)).map((line) => JSON.parse(line));
  return {
    name,
    ...readAbout(name),
    definition: definitionIn(journal),
    taskInputs: journal.flatMap((record) => taskInputIn(objectAt(record, 'event'))),
    items: linesOf(join(SNAPSHOTS, name, ITEMS_FILE)).map((line) => JSON.parse(line)),
    records: linesOf(join(SNAPSHOTS, name, RECORDS_FILE)).map((line) => JSON.parse(line)),
  };
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}

function readAbout(name: string): About {
  return JSON.parse(readFileSync(join(SNAPSHOTS, name, ABOUT_FILE), 'utf8'));
}

/** @throws Error unless the journal knows exactly one */
function definitionIn(journal: JsonObject[]): Machine {
  const definitions = journal.filter((record) => 'definition' in record);
  if (definitions.length !== 1) throw new Error(`a snapshot has one definition, not ${definitions.length}`);
  return JSON.parse(JSON.stringify(definitions[0]?.['definition']));
}

/** Functions are called by their ARN, or by an integration that names them. */
function taskInputIn(event: JsonObject): TaskInput[] {
  const { resource, input } = objectAt(event, 'lambdaFunctionScheduledEventDetails');
  if (typeof input === 'string')
    return [{ functionName: functionNameIn(String(resource)) ?? '', input: JSON.parse(input) }];
  const { parameters } = objectAt(event, 'taskScheduledEventDetails');
  const { FunctionName, Payload } = Object(JSON.parse(String(parameters ?? '{}')));
  return FunctionName === undefined ? [] : [{ functionName: functionNameIn(FunctionName) ?? '', input: Payload }];
}

/** `apply-change` of the ARN of that function; nothing where it is no ARN of a function. */
export function functionNameIn(arn: string): string | undefined {
  return /:function:alternate-contacts-local-([\w-]+)$/.exec(arn)?.[1];
}
