import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { sha256 } from '../domain/request/digest.ts';
import { epochSeconds, isConditionMet, TableName, table } from './table.ts';

/** After a day the same is news again. */
const NEWS_SECONDS = 86_400;

/**
 * Remembers that somebody is told something. Only digests of both are stored.
 * @param toldBy the execution that tells it: its retry may tell it again, because the first try perhaps did not get to it
 * @returns whether it is news: nobody else has told them the same in the last 24 hours
 */
export function isNewsFor(listener: string, what: string, toldBy: string): Promise<boolean> {
  const now = epochSeconds();
  const put = new PutCommand({
    TableName,
    Item: { pk: `TOLD#${sha256(JSON.stringify([listener, what]))}`, toldBy, ttl: now + NEWS_SECONDS },
    ConditionExpression: 'attribute_not_exists(pk) OR toldBy = :me OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':me': toldBy, ':now': now },
  });
  return isConditionMet(table.send(put));
}
