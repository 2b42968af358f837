import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { formersAfter } from '../domain/approval/known-contacts.ts';
import { contactName } from '../domain/contact/contact.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { CLAIM_SECONDS, readContactStates } from './open-requests.ts';
import { epochSeconds, isConditionMet, TableName, table } from './table.ts';

/**
 * Claims the contacts of a plan for the request that is about to change them: all of them, or none. It gets a contact only
 * while no other request has it, and nothing of this service has changed the contact since the plan was made. All requests
 * claim in the same order, so of several that want the same contacts at once, one gets them. A retry changes nothing.
 * @returns whether it has them
 */
export async function claimContacts(requestKey: RequestKey, plan: PlannedChange[]): Promise<boolean> {
  const inOrder = plan.toSorted((one, other) => contactName(one).localeCompare(contactName(other), 'en'));
  for (const change of inOrder) {
    if (await claim(requestKey, change)) continue;
    await releaseContacts(requestKey, plan);
    return false;
  }
  return true;
}

/** Releases the contacts that the request has claimed. A retry changes nothing. */
export async function releaseContacts(requestKey: RequestKey, contacts: ContactKey[]): Promise<void> {
  await Promise.all(contacts.map((contact) => release(requestKey, contact)));
}

/**
 * Leaves the contacts of a request that has ended to others: releases those that it has claimed, notes what it has changed, and
 * takes it out of the requests that are open for them, in one write for each contact. A retry changes nothing.
 */
export async function leaveContacts(
  requestKey: RequestKey,
  contacts: ContactKey[],
  changed: PlannedChange[],
): Promise<void> {
  const changeOf = new Map(changed.map((change) => [contactName(change), change]));
  await Promise.all(contacts.map((contact) => leave(requestKey, contact, changeOf.get(contactName(contact)))));
}

async function claim(requestKey: RequestKey, change: PlannedChange): Promise<boolean> {
  const { revision = 0 } = change;
  const now = epochSeconds();
  const isCurrent = revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :revision';
  return updateIf(change, {
    UpdateExpression: 'SET claimedBy = :me, claimedAt = :now',
    ConditionExpression: `(attribute_not_exists(claimedBy) OR claimedBy = :me OR claimedAt < :old) AND ${isCurrent}`,
    ExpressionAttributeValues: {
      ':me': requestKey,
      ':now': now,
      ':old': now - CLAIM_SECONDS,
      ...(revision > 0 && { ':revision': revision }),
    },
  });
}

async function release(requestKey: RequestKey, contact: ContactKey): Promise<void> {
  await updateIf(contact, {
    UpdateExpression: 'REMOVE claimedBy, claimedAt',
    ConditionExpression: 'claimedBy = :me',
    ExpressionAttributeValues: { ':me': requestKey },
  });
}

/** A contact that the request has not claimed, or no more, has nothing to release. */
async function leave(requestKey: RequestKey, contact: ContactKey, change: PlannedChange | undefined): Promise<void> {
  const leaving = 'DELETE requestKeys :keys';
  const keys = { ':keys': new Set([requestKey]) };
  const noted = change && (await formersOf(change));
  const isReleased = await updateIf(contact, {
    UpdateExpression: `REMOVE claimedBy, claimedAt ${leaving}${noted ? ` ${NOTING}` : ''}`,
    ConditionExpression: 'claimedBy = :me',
    ExpressionAttributeValues: { ...keys, ':me': requestKey, ...noted },
  });
  if (!isReleased) await updateIf(contact, { UpdateExpression: leaving, ExpressionAttributeValues: keys });
}

const NOTING = 'SET changedBy = :me, changedAt = :now, formers = :formers ADD revision :one';

/** What the contact was before. Nobody but the claimant writes it, so it can be read before. */
async function formersOf(change: PlannedChange) {
  const [state] = await readContactStates([change]);
  const now = epochSeconds();
  return { ':formers': formersAfter(state?.formers ?? [], change.before, now), ':now': now, ':one': 1 };
}

/** @returns whether the condition held */
function updateIf(contact: ContactKey, of: object): Promise<boolean> {
  const Key = { pk: `OPEN#${contactName(contact)}` };
  return isConditionMet(table.send(new UpdateCommand({ TableName, Key, ...of })));
}
