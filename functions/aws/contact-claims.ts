import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../domain/contact/contact.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import { TableName, table } from './table.ts';

/** A claim that nobody has released by then belongs to an execution that is gone. */
const CLAIM_SECONDS = 86_400;

/**
 * Claims the contacts of a plan for the request that is about to change them. It gets a contact only while no other request
 * has it, and nothing of this service has changed the contact since the plan was made.
 * @returns the contacts that it did not get: their plan is outdated
 */
export async function claimContacts(requestId: string, plan: PlannedChange[]): Promise<ContactKey[]> {
  const claims = await Promise.all(plan.map(async (change) => ((await claim(requestId, change)) ? [] : [change])));
  return claims.flat().map(contactKey);
}

/** Releases the contacts that the request has claimed, and notes which of them it has changed. A retry changes nothing. */
export async function releaseContacts(
  requestId: string,
  contacts: ContactKey[],
  changed: ContactKey[] = [],
): Promise<void> {
  const names = new Set(changed.map(contactName));
  await Promise.all(contacts.map((contact) => release(requestId, contact, names.has(contactName(contact)))));
}

async function claim(requestId: string, change: PlannedChange): Promise<boolean> {
  const { revision = 0 } = change;
  const now = epochSeconds();
  const isCurrent = revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :revision';
  return updateIf(change, {
    UpdateExpression: 'SET claimedBy = :me, claimedAt = :now',
    ConditionExpression: `(attribute_not_exists(claimedBy) OR claimedBy = :me OR claimedAt < :old) AND ${isCurrent}`,
    ExpressionAttributeValues: {
      ':me': requestId,
      ':now': now,
      ':old': now - CLAIM_SECONDS,
      ...(revision > 0 && { ':revision': revision }),
    },
  });
}

async function release(requestId: string, contact: ContactKey, isChanged: boolean): Promise<void> {
  const note = { ':now': epochSeconds(), ':one': 1 };
  await updateIf(contact, {
    UpdateExpression: isChanged
      ? 'SET changedBy = :me, changedAt = :now REMOVE claimedBy, claimedAt ADD revision :one'
      : 'REMOVE claimedBy, claimedAt',
    ConditionExpression: 'claimedBy = :me',
    ExpressionAttributeValues: { ':me': requestId, ...(isChanged && note) },
  });
}

/** @returns whether the condition held */
async function updateIf(contact: ContactKey, of: object): Promise<boolean> {
  try {
    await table.send(new UpdateCommand({ TableName, Key: { pk: `OPEN#${contactName(contact)}` }, ...of }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
