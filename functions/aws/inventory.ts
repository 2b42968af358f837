import { GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { ALTERNATE_CONTACT_TYPES } from '../domain/contact/contact.ts';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import { GONE, type InventoryItem } from '../domain/inventory/inventory.ts';
import { inventoryItemOf } from '../domain/inventory/inventory-item.ts';
import { environmentVariable, secondsOfDays } from '../runtime/environment.ts';
import { epochSeconds, isConditionMet, table } from './table.ts';

/** What is known of each account: see `InventoryItem`. */
const TableName = environmentVariable('INVENTORY_TABLE_NAME');

const RETENTION_SECONDS = secondsOfDays(environmentVariable('RETENTION_DAYS'));

/** The contacts of one account are written one after the other; so often is tried again. */
const UPDATE_ATTEMPTS = 20;

/** What is known of an account; nothing before the first sweep has read it. */
export async function readInventory(accountId: string): Promise<InventoryItem | undefined> {
  return (await readItem(accountId))?.item;
}

/**
 * Changes what is known of an account: `change` gets it as last written and returns the next, or the same to leave it. The write
 * only succeeds for the version that was read; if somebody else was faster, it starts over.
 * @returns what is known now
 * @throws ConcurrentUpdateError when others were faster every time
 */
export async function updateInventory(
  accountId: string,
  change: (item: InventoryItem | undefined) => InventoryItem | undefined,
): Promise<InventoryItem | undefined> {
  for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
    const found = await readItem(accountId);
    const next = change(found?.item);
    if (next === undefined || next === found?.item) return next;
    if (await putNext(next, found?.version)) return next;
  }
  throw new ConcurrentUpdateError(
    `others wrote what is known of ${accountId} first, ${UPDATE_ATTEMPTS} times in a row`,
  );
}

/** The accounts with a change by somebody else that not everybody has been told of, the oldest first. */
export async function* listUnreported(): AsyncGenerator<string> {
  const query = {
    TableName,
    IndexName: 'unreported',
    KeyConditionExpression: 'unreported = :drift',
    ExpressionAttributeValues: { ':drift': UNREPORTED },
  };
  for await (const { Items = [] } of paginateQuery({ client: table }, query)) {
    for (const { accountId } of Items) yield String(accountId);
  }
}

/** The one value of the key of the index: accounts with nothing to report lack it. */
const UNREPORTED = 'drift';

async function readItem(accountId: string): Promise<{ item: InventoryItem; version: number } | undefined> {
  const { Item = {} } = await table.send(new GetCommand({ TableName, Key: { accountId }, ConsistentRead: true }));
  const item = inventoryItemOf(Item);
  return item && { item, version: Number(Item['version']) };
}

/** @returns whether nobody else was faster */
function putNext(item: InventoryItem, readVersion: number | undefined): Promise<boolean> {
  const since = unreportedSince(item);
  const Item = {
    ...item,
    version: (readVersion ?? 0) + 1,
    ...(since !== undefined && { unreported: UNREPORTED, unreportedSince: since }),
    // What the contacts of an account were is kept as long as requests are, once it is gone.
    ...(item.state === GONE && { ttl: epochSeconds() + RETENTION_SECONDS }),
  };
  const condition =
    readVersion === undefined
      ? { ConditionExpression: 'attribute_not_exists(accountId)' }
      : {
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':read': readVersion },
        };
  return isConditionMet(table.send(new PutCommand({ TableName, Item, ...condition })));
}

/** Since when there is a change of which not everybody has been told (ISO 8601). */
function unreportedSince({ contacts }: InventoryItem): string | undefined {
  const changes = ALTERNATE_CONTACT_TYPES.flatMap((type) => contacts[type]?.changedOutside ?? []);
  const times = changes.filter(({ isReported, isMailed }) => !isReported || !isMailed).map(({ foundAt }) => foundAt);
  return times.sort()[0];
}
