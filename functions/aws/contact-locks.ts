import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ContactKey, contactName } from '../domain/contact.ts';
import { ContactLockedError } from '../domain/errors.ts';
import { environmentVariable } from '../runtime/environment.ts';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = environmentVariable('TABLE_NAME');

/**
 * Keeps others from changing the contact for `leaseSeconds`. The holder may take its own lock again.
 * @throws ContactLockedError while another request holds the lock.
 */
export async function lockContact(contact: ContactKey, holder: string, leaseSeconds: number): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  try {
    await table.send(
      new PutCommand({
        TableName,
        Item: { ...lockKey(contact), holder, ttl: now + leaseSeconds },
        ConditionExpression: 'attribute_not_exists(pk) OR holder = :holder OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':holder': holder, ':now': now },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new ContactLockedError(`another request is changing ${contactName(contact)}`, { cause: error });
  }
}

/** Gives the lock back, if it is still the holder's. */
export async function unlockContact(contact: ContactKey, holder: string): Promise<void> {
  try {
    await table.send(
      new DeleteCommand({
        TableName,
        Key: lockKey(contact),
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeValues: { ':holder': holder },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function lockKey({ accountId, alternateContactType }: ContactKey): { pk: string } {
  return { pk: `CONTACT#${accountId}#${alternateContactType}` };
}
