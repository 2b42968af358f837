import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { VotingLink } from '../domain/approval/evidence.ts';
import { type LinkCommitments, linkHash } from '../domain/approval/page-link.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { readRecord } from './request-table.ts';
import { TableName, table } from './table.ts';

/*
 * Whoever may put a link of an approver can vote by it, and more functions mail requesters than approvers. So the links of requesters
 * have keys of their own.
 */

/** No request can have this key: a system begins with a letter or digit. */
const NO_REQUEST = '-/-';

/** A link to a page about a request. The secret in it is not stored, only its SHA-256 as the key. */
export interface PageLink {
  requestKey: RequestKey;
  /** E-mail address of the approver or the requester. */
  holder: string;
  /** Epoch seconds. */
  expiresAt: number;
  /** Epoch seconds; DynamoDB deletes the item some time later. An approver's link is evidence of their vote. */
  ttl: number;
  /** Of an approver's link. */
  commitments?: LinkCommitments;
}

type LinkItem = Partial<Pick<PageLink, 'requestKey' | 'expiresAt'>>;

/** Who opens a page, and the record that it is about. */
export interface OpenedLink {
  holder: string;
  record: RequestRecord;
}

/** Stores an approver's link, to a page under `/approvals`, under the SHA-256 (hex) of its secret. */
export async function putApproverLink(secretHash: string, { holder, ...link }: PageLink): Promise<void> {
  const Item = { pk: `LINK#${secretHash}`, approver: holder, ...link };
  await table.send(new PutCommand({ TableName, Item }));
}

/** Stores a requester's link, to a page under `/requests`, under the SHA-256 (hex) of its secret. */
export async function putRequesterLink(secretHash: string, { holder, ...link }: PageLink): Promise<void> {
  const Item = { pk: `VIEW#${secretHash}`, requester: holder, ...link };
  await table.send(new PutCommand({ TableName, Item }));
}

/**
 * The approver and the record that a link leads to; nothing if it is unknown, of a requester, or expired. A link that
 * leads nowhere costs the same reads as one that does, so that its timing reveals nothing.
 */
export async function openApproverLink(secret: string, now: Date): Promise<OpenedLink | undefined> {
  const Key = { pk: `LINK#${linkHash(secret)}` };
  const { Item: link } = await table.send(new GetCommand({ TableName, Key }));
  return opened(link, link?.['approver'], now);
}

/** The same for a requester's link. */
export async function openRequesterLink(secret: string, now: Date): Promise<OpenedLink | undefined> {
  const Key = { pk: `VIEW#${linkHash(secret)}` };
  const { Item: link } = await table.send(new GetCommand({ TableName, Key }));
  return opened(link, link?.['requester'], now);
}

/** The approver's link with this hash, expired or not; `undefined` if none was made. */
export async function readVotingLink(hash: string): Promise<VotingLink | undefined> {
  const Key = { pk: `LINK#${hash}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (!Item) return undefined;
  const { requestKey, approver, commitments } = Item;
  return { requestKey, approver, commitments };
}

async function opened(link: LinkItem = {}, holder: string | undefined, now: Date): Promise<OpenedLink | undefined> {
  const record = await readRecord(link.requestKey ?? NO_REQUEST);
  const isCurrent = link.expiresAt !== undefined && link.expiresAt > now.getTime() / 1000;
  return record && holder !== undefined && isCurrent ? { holder, record } : undefined;
}
