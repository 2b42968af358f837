import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ContactKey, contactName } from '../domain/contact.ts';
import { ContactLockedError } from '../domain/errors.ts';
import { environmentVariable } from '../runtime/environment.ts';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = environmentVariable('TABLE_NAME');

/**
 * Keeps others from changing the contact for `leaseSeconds`. The holder may take its own lock again.
 * @returns whether the holder has had this lock before: an earlier attempt of its may have changed the contact.
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

/** Gives the lock back, if it is still the holder's: its lease is over, but who held it last is still known. */
export async function unlockContact(contact: ContactKey, holder: string): Promise<void> {
  try {
    await table.send(
      new PutCommand({
        TableName,
        Item: { ...lockKey(contact), holder, ttl: epochSeconds() },
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeValues: { ':holder': holder },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function lockKey({ accountId, alternateContactType }: ContactKey): { pk: string } {
  return { pk: `CONTACT#${accountId}#${alternateContactType}` };
}
