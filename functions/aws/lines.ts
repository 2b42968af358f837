import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import {
  delayOf,
  type Lane,
  type Line,
  type LineName,
  lineOf,
  offsetOf,
  placeIn,
  SLOWS_DOWN_EVERY_MILLISECONDS,
  slowedDown,
  spedUp,
  type Turn,
  USUAL_SLOWNESS,
} from '../domain/pace/line.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { type Times, type Write, writeIn } from './line-writes.ts';
import { isConditionMet, TableName, table } from './table.ts';

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
    const times = { now, floor: now - scaled(unscaled.credit), length, found: found?.['backEnd'] };
    const place = placeIn(found && lineOf(found), lane, times);
    const written = await write(line, writeIn(place, lane), times);
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

/** Moves all turns of a line by so many milliseconds, so that a call can go before them. */
export async function pushLine(line: LineName, milliseconds: number): Promise<void> {
  await move(line, scaled(milliseconds));
}

/** After the service has turned a call away: moves all turns by this length, and slows the line down; at most once a second. */
export async function slowDown(line: LineName, length: number): Promise<void> {
  const found = await readLine(line);
  const now = Date.now();
  // The clock of whoever was turned away last may run ahead.
  if (!found || Math.abs(now - found.slowedAt) < scaled(SLOWS_DOWN_EVERY_MILLISECONDS)) return;
  await moveIfUnchanged(line, scaled(length), found, slowedDown(found, now), now);
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
  const write = move(line, milliseconds, {
    UpdateExpression: `SET slowness = :to, slowedAt = :at ${MOVE}`,
    ConditionExpression: 'slowness = :from AND slowedAt = :before',
    ExpressionAttributeValues: {
      ...{ ':move': milliseconds, ':from': found.slowness, ':to': slowness },
      ...{ ':before': found.slowedAt, ':at': slowedAt },
    },
  });
  await isConditionMet(write);
}

async function move(line: LineName, milliseconds: number, conditionally = {}): Promise<void> {
  const always = { UpdateExpression: MOVE, ExpressionAttributeValues: { ':move': milliseconds } };
  await table.send(new UpdateCommand({ TableName, Key: lineKey(line), ...always, ...conditionally }));
}

/** @returns when the reservation begins, and the line after it; nothing if its place is another one meanwhile */
async function write(
  line: LineName,
  { condition, update, end }: Write,
  { now, floor, length, found }: Times,
): Promise<{ at: number; line: Line } | undefined> {
  const values = {
    ':now': now,
    ':floor': floor,
    ':length': length,
    ':found': found,
    ':fromNow': now + length,
    ':fromFloor': floor + length,
    ':zero': 0,
    ':usual': USUAL_SLOWNESS,
  };
  const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(`${condition} ${update}`));
  try {
    const { Attributes = {} } = await table.send(
      new UpdateCommand({
        TableName,
        Key: lineKey(line),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeValues: Object.fromEntries(used),
        ReturnValues: 'ALL_NEW',
      }),
    );
    const after = lineOf(Attributes);
    return { at: after[end] - length, line: after };
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
