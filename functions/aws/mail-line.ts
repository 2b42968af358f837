import { setTimeout as delay } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ThrottlingException } from '../domain/errors.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { TableName, table } from './table.ts';

/** How long a mail has the line for itself. */
const TURN_MILLISECONDS = 1000 / Number(environmentVariable('MAILS_PER_SECOND'));

/** What an idle line lends: SES lets a short burst through. */
const CREDIT_MILLISECONDS = 1000;

/** How long a function waits for the turn of a mail. As many as may run at once are served in less, unless SES lets only few through. */
const PATIENCE_MILLISECONDS = 20_000;

/** No line reaches further, even if clocks differ by a minute: it is one that a clock far ahead, or somebody else, has written. */
const FURTHEST_MILLISECONDS = PATIENCE_MILLISECONDS + TURN_MILLISECONDS + 60_000;

/** Beside what is known of people: their items are named after their role. */
const LINE = 'line';

/**
 * Waits until SES lets another mail through: whoever comes first goes first.
 * @throws ThrottlingException when that would take too long; then no turn is taken
 */
export async function awaitMailTurn(): Promise<void> {
  const now = Date.now();
  const turn = (await joinLine(now)) ?? (await beginLine(now)) ?? (await joinLine(now));
  if (turn === undefined) throw new ThrottlingException('SES/LineTooLong');
  if (turn > now) await delay(turn - now);
}

/** @returns when the turn begins; nothing if the line is idle, or too long */
function joinLine(now: number): Promise<number | undefined> {
  return move({
    UpdateExpression: 'ADD freeAt :turn',
    ConditionExpression: 'freeAt BETWEEN :floor AND :latest',
    ExpressionAttributeValues: {
      ':turn': TURN_MILLISECONDS,
      ':floor': now - CREDIT_MILLISECONDS,
      ':latest': now + PATIENCE_MILLISECONDS,
    },
  });
}

/** @returns when the turn begins; nothing if the line is neither idle nor broken */
function beginLine(now: number): Promise<number | undefined> {
  const floor = now - CREDIT_MILLISECONDS;
  return move({
    UpdateExpression: 'SET freeAt = :next',
    ConditionExpression: 'attribute_not_exists(freeAt) OR freeAt < :floor OR freeAt > :furthest',
    ExpressionAttributeValues: {
      ':next': floor + TURN_MILLISECONDS,
      ':floor': floor,
      ':furthest': now + FURTHEST_MILLISECONDS,
    },
  });
}

async function move(to: object): Promise<number | undefined> {
  const Key = { pk: `MAILS#${LINE}` };
  try {
    const { Attributes } = await table.send(new UpdateCommand({ TableName, Key, ReturnValues: 'UPDATED_NEW', ...to }));
    return Number(Attributes?.['freeAt']) - TURN_MILLISECONDS;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
