import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { namedAccount } from '../domain/account/account-names.ts';
import { isVotingOver } from '../domain/approval/rounds.ts';
import { contactName } from '../domain/contact/contact.ts';
import { ConcurrentUpdateError, DuplicateRequestError, RequestTooLargeError } from '../domain/errors.ts';
import type { RequestEvent } from '../domain/ledger/events.ts';
import { evolveAll, recordOf } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { endedAt, isRedacted } from '../domain/ledger/redacted.ts';
import { unconfirmedChanges } from '../domain/outcome/confirmation.ts';
import type { RequestStatus } from '../domain/request/request.ts';
import { isRequestKey, type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { environmentVariable, secondsOfDays } from '../runtime/environment.ts';
import { itemBytes, LARGEST_ITEM_BYTES } from './item-size.ts';
import { isConditionMet, TableName, table } from './table.ts';
import { listWaitingItems } from './waiting-index.ts';

/** Writers of one record that collide start over this often; each time at least one of them succeeds. */
const UPDATE_ATTEMPTS = 40;
const UPDATE_PAUSE_MILLISECONDS = 20;

const RETENTION_SECONDS = secondsOfDays(environmentVariable('RETENTION_DAYS'));

/** What happens to a request at its end, and after it, must fit into its item in any case. */
const RESERVED_BYTES = 46_000;

const KEY_PREFIX = 'REQUEST#';

/**
 * The key of the index `waiting`: what a request waits for; its execution, as long as it has not ended, with all that follows from
 * that, and waits for nothing else. One that has ended waits until personal data is taken out of it.
 */
export type Awaited = 'decision' | 'wake' | 'execution' | 'confirmation' | 'redaction';

/** What the index of waiting requests knows. */
export interface WaitingRequest {
  requestKey: RequestKey;
  status: RequestStatus;
  /** ISO 8601. */
  createdAt: string;
}

/**
 * Puts the record of a new request. A retry by the same execution changes nothing.
 * @throws DuplicateRequestError when another execution has registered the requestId of this source.
 * @throws RequestTooLargeError
 */
export async function registerRecord(record: RequestRecord): Promise<void> {
  const put = putRecord(record, randomUUID(), { ConditionExpression: 'attribute_not_exists(pk)' });
  if (await isConditionMet(put)) return;
  const requestKey = requestKeyOf(record.request);
  const first = await readRecord(requestKey);
  if (first?.executionArn !== record.executionArn) {
    throw new DuplicateRequestError(`request ${requestKey} is already registered`);
  }
}

/** The record of a request as last written. */
export async function readRecord(requestKey: RequestKey): Promise<RequestRecord | undefined> {
  return (await readItem(requestKey))?.record;
}

/**
 * Changes a record: `change` gets it as last written and returns the next one, or the same one to leave it. The write
 * only succeeds for the version that was read; if somebody else was faster, it starts over.
 * @returns the record as it is now.
 * @throws ConcurrentUpdateError when others were faster every time.
 * @throws RequestTooLargeError when the record of a request that goes on would leave no room for its end.
 */
export async function updateRecord(
  requestKey: RequestKey,
  change: (record: RequestRecord) => RequestRecord,
): Promise<RequestRecord> {
  let lastWrite: { id: string; record: RequestRecord } | undefined;
  for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
    const item = await readItem(requestKey);
    if (!item) throw new Error(`there is no request ${requestKey}`);
    // The SDK repeats a write whose answer was lost: the write that then failed may have been this one.
    if (lastWrite && item.writeId === lastWrite.id) return lastWrite.record;
    const changed = change(item.record);
    if (changed === item.record) return item.record;
    const next = { ...changed, version: item.record.version + 1 };
    lastWrite = { id: randomUUID(), record: next };
    if (await putNextVersion(next, item.record.version, lastWrite.id)) return next;
    await delay(Math.random() * UPDATE_PAUSE_MILLISECONDS * (attempt + 1));
  }
  throw new ConcurrentUpdateError(`others wrote request ${requestKey} first, ${UPDATE_ATTEMPTS} times in a row`);
}

/**
 * Appends the events that a rule decides on, unless it refuses.
 * @returns the refusal, or the record as it is now.
 */
export async function recordEvents<Refusal>(
  requestKey: RequestKey,
  decide: (record: RequestRecord) => { refusal: Refusal } | RequestEvent[],
): Promise<{ refusal: Refusal } | { record: RequestRecord }> {
  let refused: { refusal: Refusal } | undefined;
  const record = await updateRecord(requestKey, (current) => {
    const decided = decide(current);
    refused = 'refusal' in decided ? decided : undefined;
    return 'refusal' in decided ? current : evolveAll(current, decided);
  });
  return refused ?? { record };
}

/**
 * The requests whose execution waits for a decision, those whose execution still waits although there is nothing to wait for,
 * those whose execution is at work, those whose applied changes AWS does not show yet, or those that have ended and still hold
 * personal data; oldest first. The index may lag behind for a moment.
 */
export async function* listWaitingRequests(awaited: Awaited): AsyncGenerator<WaitingRequest> {
  for await (const { pk, status, createdAt } of listWaitingItems(awaited)) {
    const requestKey = String(pk).slice(KEY_PREFIX.length);
    if (isRequestKey(requestKey)) yield { requestKey, status, createdAt };
  }
}

/**
 * `writeId` tells writes apart: two in the same millisecond may otherwise be equal. A record under another key than its own,
 * such as one of a version that keyed by requestId alone, is none.
 */
async function readItem(requestKey: RequestKey): Promise<{ record: RequestRecord; writeId?: string } | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: recordKey(requestKey), ConsistentRead: true }));
  if (!Item) return undefined;
  const { history, version, taskToken, turns, isEnding, writeId } = Item;
  const beside = {
    version,
    ...(taskToken !== undefined && { taskToken }),
    ...(turns !== undefined && { turns }),
    ...(isEnding !== undefined && { isEnding }),
  };
  const record = { ...recordOf(history), ...beside };
  return requestKeyOf(record.request) === requestKey ? { record, writeId } : undefined;
}

function putNextVersion(record: RequestRecord, readVersion: number, writeId: string): Promise<boolean> {
  const condition = {
    ConditionExpression: '#version = :read',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':read': readVersion },
  };
  return isConditionMet(putRecord(record, writeId, condition));
}

/**
 * The ledger is all that is stored of a record, because the rest follows from it. The attributes beside it serve the
 * condition of the write and the indexes: all requests by status and by requestId, and those that wait.
 */
async function putRecord(record: RequestRecord, writeId: string, condition: object): Promise<void> {
  const { history, version, status, createdAt, request, taskToken, turns, isEnding } = record;
  const accounts = record.accounts.map(namedAccount);
  const { requestId, requestedBy, changes } = request;
  const contacts = changes.map(contactName);
  const waitingFor = awaitedBy(record);
  const attributes = {
    ...{ version, status, createdAt, requestId, requestedBy, contacts, accounts, history },
    ...{ waitingFor, taskToken, turns, isEnding, writeId, ttl: ttlOf(record) },
  };
  const Item = { ...recordKey(requestKeyOf(request)), ...attributes };
  if (!record.results && itemBytes(Item) > LARGEST_ITEM_BYTES - RESERVED_BYTES) {
    throw new RequestTooLargeError(
      'the request, its plans and its votes are too large for one record: split it into several requests',
    );
  }
  await table.send(new PutCommand({ TableName, Item, ...condition }));
}

function awaitedBy(record: RequestRecord): Awaited | undefined {
  if (record.taskToken !== undefined) return isVotingOver(record) ? 'wake' : 'decision';
  if (!record.results || record.isEnding) return 'execution';
  if (unconfirmedChanges(record, Date.now()).length > 0) return 'confirmation';
  return isRedacted(record) ? undefined : 'redaction';
}

/** Epoch seconds: when the record goes, which is never as long as the request has not ended. */
function ttlOf(record: RequestRecord): number | undefined {
  const end = endedAt(record);
  return end === undefined ? undefined : Math.ceil(Date.parse(end) / 1000) + RETENTION_SECONDS;
}

function recordKey(requestKey: RequestKey): { pk: string } {
  return { pk: `REQUEST#${requestKey}` };
}
