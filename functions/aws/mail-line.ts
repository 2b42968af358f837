import { setTimeout as delay } from 'node:timers/promises';
import { UpdateCommand, type UpdateCommandOutput } from '@aws-sdk/lib-dynamodb';
import { ThrottlingException } from '../domain/errors.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { type LineUpdate, reserveIn } from './single-line.ts';
import { TableName, table } from './table.ts';

/** How long a mail has the line for itself. */
const TURN_MILLISECONDS = 1000 / Number(environmentVariable('MAILS_PER_SECOND'));

/** How long a function waits for the turn of a mail. As many as may run at once are served in less, unless SES lets only few through. */
const PATIENCE_MILLISECONDS = 20_000;

const LINE = {
  /** SES lets a short burst through. */
  credit: 1000,
  /** Clocks may differ by a minute. */
  furthest: PATIENCE_MILLISECONDS + TURN_MILLISECONDS + 60_000,
};

/**
 * Waits until SES lets another mail through: whoever comes first goes first.
 * @throws ThrottlingException when that would take too long; then no turn is taken
 */
export async function awaitMailTurn(): Promise<void> {
  const now = Date.now();
  const stretch = { now, length: TURN_MILLISECONDS, patience: PATIENCE_MILLISECONDS };
  const turn = await reserveIn(LINE, writeLine, stretch);
  if (turn === undefined) throw new ThrottlingException('SES/LineTooLong');
  if (turn > now) await delay(turn - now);
}

/** Beside what is known of people: their items are named after their role. */
const NAME = 'line';

function writeLine(update: LineUpdate): Promise<UpdateCommandOutput> {
  return table.send(new UpdateCommand({ TableName, Key: { pk: `MAILS#${NAME}` }, ...update }));
}
