import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TableName, table } from './table.ts';

/** No line reaches further: it is one that a clock far ahead, or somebody else, has written. */
const FURTHEST_MILLISECONDS = 3_600_000;

/** Beside the lines of those who change contacts. */
const LINE = 'yielding';

/**
 * Reserves a stretch of the line of those who give way.
 * @param milliseconds its length
 * @param patience how many milliseconds it may be away
 * @returns epoch milliseconds when it begins; nothing if it is further away, and then nothing is reserved
 */
export async function reserveYielding(milliseconds: number, patience: number): Promise<number | undefined> {
  const now = Date.now();
  const end =
    (await join(now, milliseconds, patience)) ??
    (await begin(now, milliseconds)) ??
    (await join(now, milliseconds, patience));
  return end === undefined ? undefined : end - milliseconds;
}

/** Makes everybody in the line wait longer: the service has turned a call away. */
export async function delayYielding(milliseconds: number): Promise<void> {
  const now = Date.now();
  if ((await join(now, milliseconds, FURTHEST_MILLISECONDS)) === undefined) await begin(now, milliseconds);
}

function join(now: number, milliseconds: number, patience: number): Promise<number | undefined> {
  return move({
    UpdateExpression: 'ADD freeAt :turn',
    ConditionExpression: 'freeAt BETWEEN :floor AND :latest',
    ExpressionAttributeValues: { ':turn': milliseconds, ':floor': now, ':latest': now + patience },
  });
}

/** An idle line lends nothing: what is left of the burst is for changes. */
function begin(now: number, milliseconds: number): Promise<number | undefined> {
  return move({
    UpdateExpression: 'SET freeAt = :next',
    ConditionExpression: 'attribute_not_exists(freeAt) OR freeAt < :floor OR freeAt > :furthest',
    ExpressionAttributeValues: {
      ':next': now + milliseconds,
      ':floor': now,
      ':furthest': now + FURTHEST_MILLISECONDS,
    },
  });
}

/** @returns when the line ends after it; nothing if the condition does not hold */
async function move(to: object): Promise<number | undefined> {
  const Key = { pk: `LINE#${LINE}` };
  try {
    const { Attributes } = await table.send(new UpdateCommand({ TableName, Key, ReturnValues: 'UPDATED_NEW', ...to }));
    return Number(Attributes?.['freeAt']);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
