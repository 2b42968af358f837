import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { ContactState } from '../domain/approval/known-contacts.ts';
import { contactKey, contactName } from '../domain/contact/contact.ts';
import { TooManyForContactError } from '../domain/errors.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { sha256 } from '../domain/request/digest.ts';
import { originOf } from '../domain/request/origin.ts';
import { isRequestKey, type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { environmentVariable, secondsOfDays } from '../runtime/environment.ts';
import { entryOf } from './open-entry.ts';
import { epochSeconds, isConditionMet, TableName, table } from './table.ts';

/** As long as its requests. Items of contacts stay, because they count revisions. */
const ORIGIN_SECONDS = secondsOfDays(environmentVariable('RETENTION_DAYS'));

/** Where an origin has more requests, those that end leave it, except the latest. Each costs later ones a read. */
const MOST_REMEMBERED = 100;

/** A claim that nobody has released by then belongs to an execution that is gone. */
export const CLAIM_SECONDS = 86_400;

/**
 * Enters a request under each of its contacts and under its origin, so that later ones find it. A retry changes nothing.
 * Whoever enters first and then looks sees everybody who entered before: of two requests at once, at least one sees the other.
 * An origin also remembers the request that was asked for last, even after that has ended.
 * @param most how many open requests may ask for one contact; any number if it is left out
 * @throws TooManyForContactError when they do; `leaveContacts` then takes the request out of its other contacts
 */
export async function addOpenRequest(record: RequestRecord, most?: number): Promise<void> {
  const { request, askedAt } = record;
  const key = requestKeyOf(request);
  const entry = entryOf(key, { most });
  // All of them are done, so that none of them is written after the request has left again.
  const entered = await Promise.allSettled(request.changes.map((change) => update(contactName(change), entry)));
  for (const each of entered) {
    if (each.status === 'fulfilled') continue;
    if (!(each.reason instanceof ConditionalCheckFailedException)) throw each.reason;
    throw new TooManyForContactError(`${most} open requests ask for the same contact`);
  }
  const origin = originOf(record);
  if (origin === undefined) return;
  await update(originName(origin), entryOf(key, { ttl: originTtl() }));
  await updateIf(originName(origin), {
    UpdateExpression: 'SET latestKey = :me, latestAt = :at',
    ConditionExpression: 'attribute_not_exists(latestAt) OR latestAt <= :at',
    ExpressionAttributeValues: { ':me': key, ':at': askedAt },
  });
}

/**
 * A request that has ended stays under its origin, unless too many do: a later request must know who shaped it, and one that was
 * asked for earlier and comes late must find it.
 */
export async function leaveOrigin(record: RequestRecord): Promise<void> {
  const origin = originOf(record);
  if (origin === undefined || (await readOriginState(origin)).requestKeys.length <= MOST_REMEMBERED) return;
  const keys = new Set([requestKeyOf(record.request)]);
  await update(originName(origin), {
    UpdateExpression: 'DELETE requestKeys :keys',
    ExpressionAttributeValues: { ':keys': keys },
  });
}

/** Remembers that an origin was taken back then (ISO 8601), for requests of it that come late. */
export async function noteTakenBack(origin: string, takenBackAt: string): Promise<void> {
  await updateIf(originName(origin), {
    UpdateExpression: 'SET takenBackAt = :at, #ttl = :ttl',
    ConditionExpression: 'attribute_not_exists(takenBackAt) OR takenBackAt < :at',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':at': takenBackAt, ':ttl': originTtl() },
  });
}

/** What is known of these contacts, as last written. */
export async function readContactStates(contacts: ContactKey[]): Promise<ContactState[]> {
  return Promise.all(contacts.map(readContactState));
}

/** What is known of an origin. */
export interface OriginState {
  /** The requests that are entered under it, and its latest one. Some of them may have ended. */
  requestKeys: RequestKey[];
  /** ISO 8601: its ticket took back what it had asked for by then. */
  takenBackAt?: string;
}

export async function readOriginState(origin: string): Promise<OriginState> {
  const item = await read(originName(origin));
  const { latestKey, takenBackAt } = item;
  const latest = isRequestKey(latestKey) ? [latestKey] : [];
  return {
    requestKeys: [...new Set([...requestKeysIn(item), ...latest])],
    ...(takenBackAt !== undefined && { takenBackAt: String(takenBackAt) }),
  };
}

async function readContactState(contact: ContactKey): Promise<ContactState> {
  const item = await read(contactName(contact));
  const { revision, claimedBy, claimedAt, changedBy, changedAt, formers } = item;
  const isCurrent = Number(claimedAt) >= epochSeconds() - CLAIM_SECONDS;
  return {
    ...contactKey(contact),
    requestKeys: requestKeysIn(item),
    revision: Number(revision ?? 0),
    ...(isCurrent && isRequestKey(claimedBy) && { claimedBy }),
    ...(isRequestKey(changedBy) && { changedBy, changedAt: Number(changedAt) }),
    ...(Array.isArray(formers) && { formers }),
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
  await isConditionMet(update(name, of));
}

/** An empty set does not exist in DynamoDB. */
function requestKeysIn({ requestKeys }: Record<string, unknown>): RequestKey[] {
  return requestKeys instanceof Set ? [...requestKeys].filter(isRequestKey).sort() : [];
}

/** What people write as a reference may be long. */
function originName(origin: string): string {
  return sha256(origin);
}

function originTtl(): number {
  return epochSeconds() + ORIGIN_SECONDS;
}

function openKey(name: string): { pk: string } {
  return { pk: `OPEN#${name}` };
}
