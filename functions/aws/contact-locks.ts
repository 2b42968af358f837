import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { contactName } from '../domain/contact/contact.ts';
import { ContactLockedError } from '../domain/errors.ts';
import { epochSeconds, isConditionMet, TableName, table } from './table.ts';

/**
 * Locks the contact for `leaseSeconds`. The holder may take its own lock again.
 * @returns whether the holder has held this lock before: an earlier attempt may then have changed the contact.
 * @throws ContactLockedError while another request holds the lock.
 */
export async function lockContact(contact: ContactKey, holder: string, leaseSeconds: number): Promise<boolean> {
  const now = epochSeconds();
  try {
    const { Attributes: before } = await table.send(
      new PutCommand({
        TableName,
        Item: { ...lockKey(contact), holder, ttl: now + leaseSeconds },
        ConditionExpression: 'attribute_not_exists(pk) OR holder = :holder OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':holder': holder, ':now': now },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return before?.['holder'] === holder;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new ContactLockedError(`another request is changing ${contactName(contact)}`, { cause: error });
  }
}

/** Ends the lease, if the lock is still the holder's. The item stays, and remembers who held the lock last. */
export async function unlockContact(contact: ContactKey, holder: string): Promise<void> {
  const put = new PutCommand({
    TableName,
    Item: { ...lockKey(contact), holder, ttl: epochSeconds() },
    ConditionExpression: 'holder = :holder',
    ExpressionAttributeValues: { ':holder': holder },
  });
  await isConditionMet(table.send(put));
}

/** Who holds the lock of a contact, or has held it last; nothing if nobody has lately. */
export async function readLock(contact: ContactKey): Promise<{ holder: unknown; isHeld: boolean } | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: lockKey(contact), ConsistentRead: true }));
  return Item && { holder: Item['holder'], isHeld: Number(Item['ttl']) > epochSeconds() };
}

function lockKey({ accountId, alternateContactType }: ContactKey): { pk: string } {
  return { pk: `CONTACT#${accountId}#${alternateContactType}` };
}
