import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { linkHash } from '../domain/approval-link.ts';
import { contactName } from '../domain/contact.ts';
import { ConcurrentUpdateError, DuplicateRequestError } from '../domain/errors.ts';
import type { RequestStatus } from '../domain/request.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { environmentVariable } from '../runtime/environment.ts';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
const TableName = environmentVariable('TABLE_NAME');

/** Writers of one record that collide try again this often; each time at least one of them gets through. */
const UPDATE_ATTEMPTS = 40;
const UPDATE_PAUSE_MILLISECONDS = 20;

/** The key of the index `waiting`: only items of requests whose execution waits have it. */
const WAITING_FOR_DECISION = 'decision';

/** No requestId can be this. */
const NO_REQUEST = '-';

/** What a link opens: an approver's page under `/approvals`, or the requester's under `/requests`. */
export type LinkKind = 'approval' | 'request';

/** The attribute that says whose link it is; which one an item has tells what the link opens. */
const HOLDERS: Record<LinkKind, string> = { approval: 'approver', request: 'requester' };

/** A link, and whose it is. The link's secret is not kept, only its SHA-256, as the key. */
export interface StoredLink {
  kind: LinkKind;
  requestId: string;
  /** E-mail address of the approver or the requester. */
  holder: string;
  /** Epoch seconds; DynamoDB deletes the item some time after. */
  ttl: number;
}

/** What the index of waiting requests tells of one. */
export interface WaitingRequest {
  requestId: string;
  status: RequestStatus;
  /** ISO 8601. */
  createdAt: string;
}

/** A change of a record that may be refused. */
export type Refusable<Refusal> = { refusal: Refusal } | { record: RequestRecord };

/**
 * Puts the record of a new request. A retry by the same execution changes nothing.
 * @throws DuplicateRequestError when another execution has registered the requestId.
 */
export async function registerRecord(record: RequestRecord): Promise<void> {
  try {
    await putRecord(record, randomUUID(), { ConditionExpression: 'attribute_not_exists(pk)' });
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { requestId } = record.request;
    const first = await readRecord(requestId);
    if (first?.executionArn !== record.executionArn) {
      throw new DuplicateRequestError(`request ${requestId} is registered already`, { cause: error });
    }
  }
}

/** The record of a request as last written, or nothing. */
export async function readRecord(requestId: string): Promise<RequestRecord | undefined> {
  return (await readItem(requestId))?.record;
}

/**
 * Changes a record: `change` gets it as last written and returns it as it shall be, or nothing to leave it. The write
 * holds only for the version that was read; when someone else was faster, it starts over.
 * @returns the record as it is now.
 * @throws ConcurrentUpdateError when others were faster every time.
 */
export async function updateRecord(
  requestId: string,
  change: (record: RequestRecord) => RequestRecord | undefined,
): Promise<RequestRecord> {
  let lastWrite: { id: string; record: RequestRecord } | undefined;
  for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
    const item = await readItem(requestId);
    if (!item) throw new Error(`there is no request ${requestId}`);
    // The SDK writes again when an answer was lost: the write that then failed may have been this one.
    if (lastWrite && item.writeId === lastWrite.id) return lastWrite.record;
    const changed = change(item.record);
    if (!changed) return item.record;
    const next = { ...changed, version: item.record.version + 1 };
    lastWrite = { id: randomUUID(), record: next };
    if (await putNextVersion(next, item.record.version, lastWrite.id)) return next;
    await delay(Math.random() * UPDATE_PAUSE_MILLISECONDS * (attempt + 1));
  }
  throw new ConcurrentUpdateError(`request ${requestId} was written by others ${UPDATE_ATTEMPTS} times in a row`);
}

/**
 * Changes a record as `updateRecord` does, unless `change` refuses. A record that `change` returns as it came in is not
 * written.
 * @returns the refusal, or the record as it is now.
 */
export async function tryUpdateRecord<Refusal>(
  requestId: string,
  change: (record: RequestRecord) => Refusable<Refusal>,
): Promise<Refusable<Refusal>> {
  let refused: { refusal: Refusal } | undefined;
  const record = await updateRecord(requestId, (current) => {
    const result = change(current);
    refused = 'refusal' in result ? result : undefined;
    return 'refusal' in result || result.record === current ? undefined : result.record;
  });
  return refused ?? { record };
}

/** The requests whose execution waits for a decision, oldest first. The index may lag behind by a moment. */
export async function* listWaitingRequests(): AsyncGenerator<WaitingRequest> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.send(
      new QueryCommand({
        TableName,
        IndexName: 'waiting',
        KeyConditionExpression: 'waitingFor = :decision',
        ExpressionAttributeValues: { ':decision': WAITING_FOR_DECISION },
        ExclusiveStartKey,
      }),
    );
    yield* Items.map(({ pk, status, createdAt }) => ({
      requestId: String(pk).slice('REQUEST#'.length),
      status,
      createdAt,
    }));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** Stores a link under the SHA-256 (hex) of its secret. */
export async function putLink(secretHash: string, { kind, requestId, holder, ttl }: StoredLink): Promise<void> {
  const Item = { pk: `LINK#${secretHash}`, requestId, [HOLDERS[kind]]: holder, ttl };
  await table.send(new PutCommand({ TableName, Item }));
}

/**
 * The holder and the record that a link leads to, or nothing when it is unknown, of another kind, or past its time. A
 * link that leads nowhere takes the same reads as one that does, so that its timing tells nothing.
 */
export async function readLinkedRecord(
  kind: LinkKind,
  secret: string | undefined,
  now: Date,
): Promise<{ holder: string; record: RequestRecord } | undefined> {
  const pk = `LINK#${linkHash(secret ?? '')}`;
  const { Item: link } = await table.send(new GetCommand({ TableName, Key: { pk } }));
  const record = await readRecord(link?.['requestId'] ?? NO_REQUEST);
  const holder = link?.[HOLDERS[kind]];
  const isCurrent = holder !== undefined && link?.['ttl'] > now.getTime() / 1000;
  return record && isCurrent ? { holder, record } : undefined;
}

/** `writeId` tells the writes of a record apart: two that happen in the same millisecond may be equal otherwise. */
async function readItem(requestId: string): Promise<{ record: RequestRecord; writeId?: string } | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: recordKey(requestId), ConsistentRead: true }));
  return Item && { record: Item['record'], writeId: Item['writeId'] };
}

async function putNextVersion(record: RequestRecord, readVersion: number, writeId: string): Promise<boolean> {
  try {
    await putRecord(record, writeId, {
      ConditionExpression: '#version = :read',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': readVersion },
    });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * The attributes beside the record are for the write's condition and for the indexes: all requests by status, and those
 * whose execution waits.
 */
async function putRecord(record: RequestRecord, writeId: string, condition: object): Promise<void> {
  const { version, status, createdAt, request, taskToken } = record;
  const { requestId, requestedBy, changes } = request;
  const contacts = changes.map(contactName);
  const waitingFor = taskToken === undefined ? undefined : WAITING_FOR_DECISION;
  const Item = {
    ...recordKey(requestId),
    ...{ version, status, createdAt, requestedBy, contacts, waitingFor, writeId, record },
  };
  await table.send(new PutCommand({ TableName, Item, ...condition }));
}

function recordKey(requestId: string): { pk: string } {
  return { pk: `REQUEST#${requestId}` };
}
