import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import {
  delayOf,
  firstLeft,
  type Lane,
  type Line,
  type LineName,
  lineOf,
  MOST_FIRST_MILLISECONDS,
  offsetOf,
  placeIn,
  SLOWS_DOWN_EVERY_MILLISECONDS,
  slowedDown,
  spedUp,
  USUAL_SLOWNESS,
} from '../domain/pace/line.ts';
import type { Turn } from '../domain/pace/turn.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { type Times, WRITES, type Write } from './line-writes.ts';
import { TableName, table } from './table.ts';

/** A reservation only starts over when the line has become idle, or busy, meanwhile. */
const RESERVE_ATTEMPTS = 20;

/** What a reservation takes of a line, and what an idle line lends, in milliseconds. */
export interface Reservation {
  line: LineName;
  lane: Lane;
  length: number;
  credit: number;
}

/**
 * Reserves a stretch of a line with one conditional write.
 * @returns the turn at its beginning
 * @throws ConcurrentUpdateError
 */
export async function reserve({ line, lane, ...unscaled }: Reservation): Promise<Turn> {
  const length = scaled(unscaled.length);
  for (let attempt = 0; attempt < RESERVE_ATTEMPTS; attempt += 1) {
    const now = Date.now();
    const found = await readItem(line);
    const known = found && lineOf(found);
    // What begins while others go first begins behind them.
    const floor = now + (firstLeft(known, now) || -scaled(unscaled.credit));
    const times = { lane, now, floor, length, found: found?.['backEnd'] };
    const place = placeIn(known, lane, times);
    const written = await write(line, WRITES[place], times);
    if (written) return { line, lane, at: written.at, offset: offsetOf(written.line, lane) };
  }
  throw new ConcurrentUpdateError(`the line of ${line} has changed ${RESERVE_ATTEMPTS} times in a row`);
}

/** A line as it is now; nothing before its first turn. */
export async function readLine(line: LineName): Promise<Line | undefined> {
  const item = await readItem(line);
  return item && lineOf(item);
}

async function readItem(line: LineName): Promise<Record<string, unknown> | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: lineKey(line), ConsistentRead: true }));
  return Item;
}

/** Those that go first reach no further, even if clocks differ by a minute: a clock far ahead, or somebody else, has written it. */
const FURTHEST_FIRST_MILLISECONDS = MOST_FIRST_MILLISECONDS + 60_000;

/**
 * Takes the next turn before everybody, whose turns move by its length. Those that do so go one after the other: a thousand may
 * be tried again at the same time.
 * @returns epoch milliseconds; nothing if too many go first already
 */
export async function takeFirstTurn(line: LineName, unscaled: number): Promise<number | undefined> {
  const length = scaled(unscaled);
  const now = Date.now();
  return (await beginFirst(line, length, now)) ?? (await joinFirst(line, length, now)) ?? beginFirst(line, length, now);
}

function beginFirst(line: LineName, length: number, now: number): Promise<number | undefined> {
  return moveForFirst(line, length, {
    UpdateExpression: `SET firstEnd = :end ${MOVE}`,
    ConditionExpression: 'NOT attribute_type(firstEnd, :number) OR firstEnd < :now OR firstEnd > :furthest',
    ExpressionAttributeValues: {
      ...{ ':move': length, ':end': now + length, ':number': 'N' },
      ...{ ':now': now, ':furthest': now + length + FURTHEST_FIRST_MILLISECONDS },
    },
  });
}

function joinFirst(line: LineName, length: number, now: number): Promise<number | undefined> {
  return moveForFirst(line, length, {
    UpdateExpression: `${MOVE}, firstEnd :move`,
    ConditionExpression: 'firstEnd BETWEEN :now AND :latest',
    ExpressionAttributeValues: { ':move': length, ':now': now, ':latest': now + MOST_FIRST_MILLISECONDS },
  });
}

/** @returns when the turn begins; nothing if the condition does not hold */
async function moveForFirst(line: LineName, length: number, write: object): Promise<number | undefined> {
  const after = await writtenIf(line, write);
  return after && Number(after['firstEnd']) - length;
}

/** After the service has turned a call away: moves all turns by some of this length, or slows the line down; at most once a second. */
export async function slowDown(line: LineName, length: number): Promise<void> {
  const found = await readLine(line);
  const now = Date.now();
  // The clock of whoever was turned away last may run ahead.
  if (!found || Math.abs(now - found.slowedAt) < scaled(SLOWS_DOWN_EVERY_MILLISECONDS)) return;
  const { slowness, turns } = slowedDown(found, now);
  await moveIfUnchanged(line, scaled(length * turns), found, slowness, now);
}

/** After a turn was taken in time: a slow line moves the turns behind it, and becomes a little faster. */
export async function keepPace(line: LineName, found: Line, length: number): Promise<void> {
  const delay = delayOf(found, scaled(length));
  if (delay > 0) await moveIfUnchanged(line, delay, found, spedUp(found.slowness), found.slowedAt);
}

const MOVE = 'ADD frontEnd :move, backEnd :move, pushed :move, shifted :move';

/** Whoever changes how slow the line is at the same time does so for the same reason: once is enough. */
async function moveIfUnchanged(
  line: LineName,
  milliseconds: number,
  found: Line,
  slowness: number,
  slowedAt: number,
): Promise<void> {
  await writtenIf(line, {
    UpdateExpression: `SET slowness = :to, slowedAt = :at ${MOVE}`,
    ConditionExpression: 'slowness = :from AND slowedAt = :before',
    ExpressionAttributeValues: {
      ...{ ':move': milliseconds, ':from': found.slowness, ':to': slowness },
      ...{ ':before': found.slowedAt, ':at': slowedAt },
    },
  });
}

/** @returns when the reservation begins, and the line after it; nothing if its place is another one meanwhile */
async function write(
  line: LineName,
  { condition, update, end }: Write,
  { lane, now, floor, length, found }: Times,
): Promise<{ at: number; line: Line } | undefined> {
  const values = {
    ':now': now,
    ':floor': floor,
    ':length': length,
    ':found': found,
    ':fromHere': Math.max(now, floor) + length,
    ':fromFloor': floor + length,
    ':firstFront': lane === 'front' ? floor + length : floor,
    ':zero': 0,
    ':usual': USUAL_SLOWNESS,
  };
  // DynamoDB refuses values that no expression names.
  const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(`${condition} ${update}`));
  const after = await writtenIf(line, {
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeValues: Object.fromEntries(used),
  });
  return after && { at: lineOf(after)[end] - length, line: lineOf(after) };
}

/** @returns the item after the write; nothing if its condition does not hold */
async function writtenIf(line: LineName, write: object): Promise<Record<string, unknown> | undefined> {
  try {
    const command = { TableName, Key: lineKey(line), ReturnValues: 'ALL_NEW' as const, ...write };
    const { Attributes = {} } = await table.send(new UpdateCommand(command));
    return Attributes;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** In the time of the workflow, to a hundredth of a millisecond. */
function scaled(milliseconds: number): number {
  return Math.round(milliseconds * TIME_SCALE * 100) / 100;
}

function lineKey(line: LineName): { pk: string } {
  return { pk: `LINE#${line}` };
}
