import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import { TableName, table } from './table.ts';

/** Whether a baseline of an account has been counted: an event has reported the account, or a sweep has found it. */
export async function hasBaseline(accountId: string): Promise<boolean> {
  const Key = { pk: `BASELINE#${accountId}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item !== undefined;
}

/**
 * Counts the baselines that an account has had: the number stays while the fingerprint does, and grows when it changes.
 * So several events about one move make one request, and an account that moves away and comes back gets a new one.
 * @throws ConcurrentUpdateError when another execution counts at the same moment.
 */
export async function countBaseline(accountId: string, fingerprint: string): Promise<number> {
  const Key = { pk: `BASELINE#${accountId}` };
  const { Item: last } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (last?.['fingerprint'] === fingerprint) return last['revision'];
  const revision = (last?.['revision'] ?? 0) + 1;
  try {
    await table.send(
      new PutCommand({
        TableName,
        Item: { ...Key, fingerprint, revision },
        ConditionExpression: 'attribute_not_exists(pk) OR revision < :revision',
        ExpressionAttributeValues: { ':revision': revision },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new ConcurrentUpdateError(`the baseline of ${accountId} is being counted`, { cause: error });
  }
  return revision;
}
