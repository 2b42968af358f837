import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { ContactState } from '../domain/approval/known-contacts.ts';
import { contactKey, contactName } from '../domain/contact/contact.ts';
import { originOf } from '../domain/request/origin.ts';
import { TableName, table } from './table.ts';

/** Longer than any workflow may run. Items of contacts stay, because they count revisions. */
const ORIGIN_DAYS = 400;

/** A claim that nobody has released by then belongs to an execution that is gone. */
export const CLAIM_SECONDS = 86_400;

/**
 * Enters a request under each of its contacts and under its origin, so that later ones find it. A retry changes nothing.
 * Whoever enters first and then looks sees everybody who entered before: of two requests at once, at least one sees the other.
 * @param askedAt ISO 8601; an origin remembers the request that was asked for last, even after that has ended
 */
export async function addOpenRequest(request: ChangeRequest, askedAt: string): Promise<void> {
  const ids = new Set([request.requestId]);
  await Promise.all(
    request.changes.map((change) =>
      update(contactName(change), {
        UpdateExpression: 'ADD requestIds :ids',
        ExpressionAttributeValues: { ':ids': ids },
      }),
    ),
  );
  const origin = originOf(request);
  if (origin === undefined) return;
  await update(originName(origin), {
    UpdateExpression: 'SET #ttl = :ttl ADD requestIds :ids',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ids': ids, ':ttl': epochSeconds() + ORIGIN_DAYS * 86_400 },
  });
  await updateIf(originName(origin), {
    UpdateExpression: 'SET latestId = :me, latestAt = :at',
    ConditionExpression: 'attribute_not_exists(latestAt) OR latestAt <= :at',
    ExpressionAttributeValues: { ':me': request.requestId, ':at': askedAt },
  });
}

/** Takes a request that has ended out of everything that it was entered under. */
export async function removeOpenRequest(request: ChangeRequest): Promise<void> {
  const origin = originOf(request);
  const names = [...request.changes.map(contactName), ...(origin === undefined ? [] : [originName(origin)])];
  const values = { ':ids': new Set([request.requestId]) };
  await Promise.all(
    names.map((name) =>
      update(name, { UpdateExpression: 'DELETE requestIds :ids', ExpressionAttributeValues: values }),
    ),
  );
}

/** What is known of these contacts, as last written. */
export async function readContactStates(contacts: ContactKey[]): Promise<ContactState[]> {
  return Promise.all(contacts.map(readContactState));
}

/** The ids of the requests that are entered under an origin, and of its latest one. Some of them may have ended. */
export async function requestIdsOfOrigin(origin: string): Promise<string[]> {
  const item = await read(originName(origin));
  const { latestId } = item;
  return [...new Set([...requestIdsIn(item), ...(latestId === undefined ? [] : [String(latestId)])])];
}

async function readContactState(contact: ContactKey): Promise<ContactState> {
  const item = await read(contactName(contact));
  const { revision, claimedBy, claimedAt, changedBy, changedAt } = item;
  const isClaimed = claimedBy !== undefined && Number(claimedAt) >= epochSeconds() - CLAIM_SECONDS;
  return {
    ...contactKey(contact),
    requestIds: requestIdsIn(item),
    revision: Number(revision ?? 0),
    ...(isClaimed && { claimedBy: String(claimedBy) }),
    ...(changedBy !== undefined && { changedBy: String(changedBy), changedAt: Number(changedAt) }),
  };
}

async function read(name: string): Promise<Record<string, unknown>> {
  const { Item = {} } = await table.send(new GetCommand({ TableName, Key: openKey(name), ConsistentRead: true }));
  return Item;
}

async function update(name: string, of: object): Promise<void> {
  await table.send(new UpdateCommand({ TableName, Key: openKey(name), ...of }));
}

/** The same, unless its condition does not hold. */
async function updateIf(name: string, of: object): Promise<void> {
  try {
    await update(name, of);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** An empty set does not exist in DynamoDB. */
function requestIdsIn({ requestIds }: Record<string, unknown>): string[] {
  return requestIds instanceof Set ? [...requestIds].map(String).sort() : [];
}

/** What people write as a reference may be long. */
function originName(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}

function openKey(name: string): { pk: string } {
  return { pk: `OPEN#${name}` };
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
