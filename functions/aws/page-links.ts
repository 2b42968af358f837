import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { VotingLink } from '../domain/approval/evidence.ts';
import { type LinkCommitments, linkHash } from '../domain/approval/page-link.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { readRecord } from './request-table.ts';
import { TableName, table } from './table.ts';

/** What a link opens: an approver's page under `/approvals`, or the requester's under `/requests`. */
export type LinkKind = 'approval' | 'request';

/** The attribute with the address of the holder. It differs by kind, so that a link only opens its own kind of page. */
const HOLDERS: Record<LinkKind, string> = { approval: 'approver', request: 'requester' };

/** No request can have this key: a system begins with a letter or digit. */
const NO_REQUEST = '-/-';

/** A link to a page about a request. The secret in it is not stored, only its SHA-256 as the key. */
export interface PageLink {
  kind: LinkKind;
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

/** Stores a link under the SHA-256 (hex) of its secret. */
export async function putLink(secretHash: string, { kind, holder, ...link }: PageLink): Promise<void> {
  const Item = { pk: `LINK#${secretHash}`, [HOLDERS[kind]]: holder, ...link };
  await table.send(new PutCommand({ TableName, Item }));
}

/**
 * The holder and the record that a link leads to; nothing if it is unknown, of another kind, or expired. A link that
 * leads nowhere costs the same reads as one that does, so that its timing reveals nothing.
 */
export async function openLink(
  kind: LinkKind,
  secret: string,
  now: Date,
): Promise<{ holder: string; record: RequestRecord } | undefined> {
  const pk = `LINK#${linkHash(secret)}`;
  const { Item: link } = await table.send(new GetCommand({ TableName, Key: { pk } }));
  const record = await readRecord(link?.['requestKey'] ?? NO_REQUEST);
  const holder = link?.[HOLDERS[kind]];
  const isCurrent = holder !== undefined && link?.['expiresAt'] > now.getTime() / 1000;
  return record && isCurrent ? { holder, record } : undefined;
}

/** The approver's link with this hash, expired or not; `undefined` if none was made. */
export async function readVotingLink(hash: string): Promise<VotingLink | undefined> {
  const Key = { pk: `LINK#${hash}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (!Item) return undefined;
  const { requestKey, [HOLDERS.approval]: approver, commitments } = Item;
  return { requestKey, approver, commitments };
}
