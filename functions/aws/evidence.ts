import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { PreApprovalStatement, Signed, VoteStatement } from '../domain/approval/evidence.ts';
import { contactName } from '../domain/contact/contact.ts';
import { DuplicateRequestError } from '../domain/errors.ts';
import type { Requested } from '../domain/ledger/events.ts';
import { askedDigest, type PlanStatement } from '../domain/ledger/fingerprint.ts';
import { type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { evidenceExpiry } from './retention.ts';
import { isConditionMet, TableName, table } from './table.ts';

/*
 * What became of a request, beside its record: the record may be written by many functions, each kind of these items by one.
 * Nobody changes or deletes them.
 */

/**
 * Keeps a digest of what was asked. The same execution may do so again, as long as it has registered nothing.
 * @throws DuplicateRequestError when another execution has
 */
export async function putAsked(requested: Requested): Promise<void> {
  const { executionArn, request } = requested;
  const item = { pk: `ASKED#${requestKeyOf(request)}`, asked: askedDigest(requested), executionArn, ttl: expiry() };
  const put = new PutCommand({
    TableName,
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk) OR executionArn = :me',
    ExpressionAttributeValues: { ':me': executionArn },
  });
  if (await isConditionMet(table.send(put))) return;
  throw new DuplicateRequestError(`request ${request.requestId} is already registered`);
}

/** The digest of what was asked; `undefined` for a request that was not registered. */
export async function readAsked(key: RequestKey): Promise<string | undefined> {
  const Key = { pk: `ASKED#${key}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item?.['asked'];
}

export async function putPlan(key: RequestKey, fingerprint: string, plan: PlanStatement): Promise<void> {
  const item = { pk: `PLAN#${key}#${fingerprint}`, plan };
  await isConditionMet(table.send(new PutCommand(newItem(item))));
}

/** The plan with this fingerprint; `undefined` if none was made. */
export async function readPlan(key: RequestKey, fingerprint: string): Promise<PlanStatement | undefined> {
  const Key = { pk: `PLAN#${key}#${fingerprint}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item?.['plan'];
}

/** Keeps that the policy asks for the approval that the plan with this fingerprint says that it needs. */
export async function putChecked(key: RequestKey, fingerprint: string): Promise<void> {
  await isConditionMet(table.send(new PutCommand(newItem({ pk: `CHECKED#${key}#${fingerprint}` }))));
}

/** Whether somebody else than the function that plans has found that the plan with this fingerprint needs the approval that it says. */
export async function isApprovalChecked(key: RequestKey, fingerprint: string): Promise<boolean> {
  const Key = { pk: `CHECKED#${key}#${fingerprint}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item !== undefined;
}

/** Keeps the vote with this number, from 0. @returns whether the number was free */
export function putVote(key: RequestKey, number: number, vote: Signed<VoteStatement>): Promise<boolean> {
  const item = { pk: `VOTE#${key}#${number}`, vote };
  return isConditionMet(table.send(new PutCommand(newItem(item))));
}

/** All votes on a request, in the order in which they were cast. */
export async function readVotes(key: RequestKey): Promise<Signed<VoteStatement>[]> {
  const votes: Signed<VoteStatement>[] = [];
  for (;;) {
    const Key = { pk: `VOTE#${key}#${votes.length}` };
    const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    if (!Item) return votes;
    votes.push(Item['vote']);
  }
}

export async function putPreApproval(key: RequestKey, preApproval: Signed<PreApprovalStatement>): Promise<void> {
  const item = { pk: `PREAPPROVAL#${key}#${preApproval.fingerprint}`, preApproval };
  await isConditionMet(table.send(new PutCommand(newItem(item))));
}

/** The pre-approval of the plan with this fingerprint; `undefined` if there is none. */
export async function readPreApproval(
  key: RequestKey,
  fingerprint: string,
): Promise<Signed<PreApprovalStatement> | undefined> {
  const Key = { pk: `PREAPPROVAL#${key}#${fingerprint}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item?.['preApproval'];
}

/** Keeps that a change was applied: of the plan with which fingerprint, and the digest of what the contact is then. */
export async function putApplied(
  key: RequestKey,
  contact: ContactKey,
  { fingerprint, digest }: { fingerprint: string; digest: string },
): Promise<void> {
  const item = { pk: appliedKey(key, contact), fingerprint, digest, appliedAt: new Date().toISOString() };
  await isConditionMet(table.send(new PutCommand(newItem(item))));
}

/** When the change was applied (ISO 8601), if that was kept. */
export async function readApplied(key: RequestKey, contact: ContactKey): Promise<string | undefined> {
  return (await readAppliedContact(key, contact))?.appliedAt;
}

/** When the change was applied (ISO 8601), if that was kept, and the `contactDigest` of what the contact was then. */
export async function readAppliedContact(
  key: RequestKey,
  contact: ContactKey,
): Promise<{ appliedAt: string; digest: string } | undefined> {
  const Key = { pk: appliedKey(key, contact) };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item && { appliedAt: Item['appliedAt'], digest: Item['digest'] };
}

function appliedKey(key: RequestKey, contact: ContactKey): string {
  return `APPLIED#${key}#${contactName(contact)}`;
}

function newItem(item: { pk: string }) {
  const Item = { ...item, ttl: expiry() };
  return { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' };
}

function expiry(): number {
  return evidenceExpiry(Date.now() / 1000);
}
