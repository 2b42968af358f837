import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { UpdateCommandInput, UpdateCommandOutput } from '@aws-sdk/lib-dynamodb';

/** A line that is one number: `freeAt`, the epoch milliseconds at which it ends. */
export interface SingleLine {
  /** Milliseconds that it lends when it is idle. */
  credit: number;
  /** It reaches no more milliseconds ahead: one that does was written by a clock far ahead, or by somebody else. */
  furthest: number;
}

/** What is to be reserved of a line. */
export interface Stretch {
  /** Epoch milliseconds. */
  now: number;
  /** Milliseconds. */
  length: number;
  /** How many milliseconds it may be away. */
  patience: number;
}

export type LineUpdate = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** Writes the item of a line. */
export type Write = (update: LineUpdate) => Promise<UpdateCommandOutput>;

/**
 * Reserves a stretch of a line: whoever comes first goes first.
 * @returns epoch milliseconds when it begins; nothing if it is too far away, and then nothing is reserved
 */
export async function reserveIn(line: SingleLine, write: Write, stretch: Stretch): Promise<number | undefined> {
  const { joining, beginning } = updatesOf(line, stretch);
  const end = (await moved(write, joining)) ?? (await moved(write, beginning)) ?? (await moved(write, joining));
  return end === undefined ? undefined : end - stretch.length;
}

/** To join a line that is neither idle nor too long, and to begin one that is idle or broken. */
function updatesOf({ credit, furthest }: SingleLine, { now, length, patience }: Stretch) {
  const floor = now - credit;
  return {
    joining: {
      UpdateExpression: 'ADD freeAt :turn',
      ConditionExpression: 'freeAt BETWEEN :floor AND :latest',
      ExpressionAttributeValues: { ':turn': length, ':floor': floor, ':latest': now + patience },
    },
    beginning: {
      UpdateExpression: 'SET freeAt = :next',
      ConditionExpression: 'attribute_not_exists(freeAt) OR freeAt < :floor OR freeAt > :furthest',
      ExpressionAttributeValues: { ':next': floor + length, ':floor': floor, ':furthest': now + furthest },
    },
  };
}

/** @returns when the line ends after it; nothing if the condition does not hold */
async function moved(write: Write, update: LineUpdate): Promise<number | undefined> {
  try {
    const { Attributes } = await write({ ReturnValues: 'UPDATED_NEW', ...update });
    return Number(Attributes?.['freeAt']);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
