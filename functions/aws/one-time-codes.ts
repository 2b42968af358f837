import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SentCode } from '../domain/approval/one-time-code.ts';
import { isConditionMet, TableName, table } from './table.ts';

/** Longer than a code, and than the hour in which codes are counted. */
const KEPT_SECONDS = 7200;

/** The code that was sent last for the link with this hash, as last written. */
export async function readCode(linkHash: string): Promise<SentCode | undefined> {
  const Key = { pk: `CODE#${linkHash}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (!Item) return undefined;
  const { browser, codeHash, expiresAt, triesLeft, sentAt } = Item;
  return { browser, codeHash, expiresAt, triesLeft, sentAt };
}

/**
 * Stores a code in place of the one that was read before.
 * @returns whether nobody else has stored one meanwhile
 */
export async function putCode(linkHash: string, code: SentCode, before: SentCode | undefined): Promise<boolean> {
  const ttl = Math.ceil(Date.parse(code.expiresAt) / 1000) + KEPT_SECONDS;
  return isConditionMet(
    table.send(
      new PutCommand({
        TableName,
        Item: { pk: `CODE#${linkHash}`, ...code, ttl },
        ...(before
          ? { ConditionExpression: 'codeHash = :before', ExpressionAttributeValues: { ':before': before.codeHash } }
          : { ConditionExpression: 'attribute_not_exists(pk)' }),
      }),
    ),
  );
}

/**
 * Takes one of the tries that are left, before the code is compared: of many at once, no more count than are left.
 * @returns whether one was left
 */
export async function takeTry(linkHash: string, { codeHash }: SentCode): Promise<boolean> {
  return isConditionMet(
    table.send(
      new UpdateCommand({
        TableName,
        Key: { pk: `CODE#${linkHash}` },
        UpdateExpression: 'ADD triesLeft :less',
        ConditionExpression: 'codeHash = :hash AND triesLeft > :none',
        ExpressionAttributeValues: { ':less': -1, ':hash': codeHash, ':none': 0 },
      }),
    ),
  );
}

/** The code has served: it cannot be entered again. */
export async function spendCode(linkHash: string, { codeHash }: SentCode): Promise<void> {
  await isConditionMet(
    table.send(
      new UpdateCommand({
        TableName,
        Key: { pk: `CODE#${linkHash}` },
        UpdateExpression: 'SET triesLeft = :none',
        ConditionExpression: 'codeHash = :hash',
        ExpressionAttributeValues: { ':hash': codeHash, ':none': 0 },
      }),
    ),
  );
}
