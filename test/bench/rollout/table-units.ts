import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { isObject, type JsonObject, listAt, objectAt, objectsAt, textAt } from 'embedded-aws/json.ts';

/** Request units of DynamoDB. */
export interface TableUnits {
  write: number;
  read: number;
}

/** An index of the table: the attributes of its key, and all that it holds. */
export interface TableIndex {
  key: string[];
  attributes: string[];
}

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
const TABLE_KEY = 'pk';

/** The indexes of the table in a packaged service. */
export async function readIndexes(packageDir: string): Promise<TableIndex[]> {
  const template: unknown = JSON.parse(
    await readFile(join(packageDir, 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  const resources = Object.values(isObject(template) ? objectAt(template, 'Resources') : {}).filter(isObject);
  const table = resources.find(({ Type }) => Type === 'AWS::DynamoDB::Table') ?? {};
  return objectsAt(objectAt(table, 'Properties'), 'GlobalSecondaryIndexes').map((index) => {
    const key = objectsAt(index, 'KeySchema').map((part) => textAt(part, 'AttributeName') ?? '');
    const others = listAt(objectAt(index, 'Projection'), 'NonKeyAttributes').map(String);
    return { key, attributes: [TABLE_KEY, ...key, ...others] };
  });
}

/**
 * What calls of the table use: one unit for each KB written, to the table and to each index that changes, and one for each 4 KB
 * read, or half of that when the read is eventually consistent. A write whose condition fails costs as much. Only small items are
 * updated, and queries find little, so each of these counts as the least.
 */
export function tableUnits(calls: LoggedCall[], indexes: TableIndex[]): TableUnits {
  const items = new Map<string, JsonObject>();
  const units = { write: 0, read: 0 };
  for (const { operation, input, status } of calls) {
    if (operation === 'PutItem') {
      const item = objectAt(input, 'Item');
      const key = keyOf(item);
      const old = items.get(key) ?? {};
      units.write += writeUnits(item, old);
      if (status !== 200) continue;
      units.write += indexes.reduce((sum, index) => sum + indexUnits(index, item, old), 0);
      items.set(key, item);
    } else if (operation === 'GetItem') {
      const item = items.get(keyOf(objectAt(input, 'Key'))) ?? {};
      const whole = Math.max(1, Math.ceil(mapSize(item) / READ_UNIT_BYTES));
      units.read += input['ConsistentRead'] === true ? whole : whole / 2;
    } else if (operation === 'UpdateItem' || operation === 'DeleteItem') {
      units.write += 1;
    } else if (operation === 'Query' || operation === 'Scan') {
      units.read += 0.5;
    }
  }
  return units;
}

/** The size of all items that calls of PutItem leave behind, in bytes, without what DynamoDB adds. */
export function keptBytes(calls: LoggedCall[]): number {
  const puts = calls.filter(({ operation, status }) => operation === 'PutItem' && status === 200);
  const items = new Map(puts.map(({ input }) => [keyOf(objectAt(input, 'Item')), objectAt(input, 'Item')]));
  return [...items.values()].reduce((sum, item) => sum + mapSize(item), 0);
}

function writeUnits(item: JsonObject, old: JsonObject): number {
  return Math.max(1, Math.ceil(Math.max(mapSize(item), mapSize(old)) / WRITE_UNIT_BYTES));
}

/** An entry whose key changes is deleted and put again; one that stays the same costs nothing. */
function indexUnits({ key, attributes }: TableIndex, item: JsonObject, old: JsonObject): number {
  const [after, before] = [item, old].map((whole) => entryOf(whole, key, attributes));
  if (JSON.stringify(after) === JSON.stringify(before)) return 0;
  if (!after || !before) return writeUnits(after ?? {}, before ?? {});
  const isMoved = key.some((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
  return isMoved ? writeUnits(after, {}) + writeUnits({}, before) : writeUnits(after, before);
}

function entryOf(item: JsonObject, key: string[], attributes: string[]): JsonObject | undefined {
  if (!key.every((name) => name in item)) return undefined;
  return Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)));
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function valueSize(value: unknown): number {
  if (!isObject(value)) return 0;
  const [type = '', content] = Object.entries(value)[0] ?? [];
  if (type === 'S') return Buffer.byteLength(String(content));
  if (type === 'N') return Math.ceil(String(content).length / 2) + 1;
  if (type === 'M' && isObject(content)) return 3 + Object.keys(content).length + mapSize(content);
  if (type === 'L' && Array.isArray(content)) return content.reduce((sum, element) => sum + 1 + valueSize(element), 3);
  return 1;
}

function mapSize(attributes: JsonObject): number {
  return Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

/** That of an item of the table of requests, or of the inventory. */
function keyOf(item: JsonObject): string {
  return JSON.stringify(item[TABLE_KEY] ?? item['accountId']);
}
