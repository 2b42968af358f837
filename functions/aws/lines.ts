import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import {
  delayOf,
  type Lane,
  type Line,
  type LineName,
  offsetOf,
  type Place,
  placeIn,
  slowedDown,
  spedUp,
  type Turn,
  USUAL_SLOWNESS,
} from '../domain/pace/line.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { isConditionMet, TableName, table } from './table.ts';

/** A reservation only starts over when the line has become idle, or busy, meanwhile. */
const RESERVE_ATTEMPTS = 20;

/** What a reservation takes of a line, and what an idle line lends, in milliseconds. */
export interface Reservation<Name extends LineName> {
  line: Name;
  lane: Lane;
  length: number;
  credit: number;
}

/**
 * Reserves a stretch of a line with one conditional write.
 * @returns the turn at its beginning
 * @throws ConcurrentUpdateError
 */
export async function reserve<Name extends LineName>({
  line,
  lane,
  ...unscaled
}: Reservation<Name>): Promise<Turn<Name>> {
  const length = scaled(unscaled.length);
  for (let attempt = 0; attempt < RESERVE_ATTEMPTS; attempt += 1) {
    const now = Date.now();
    const times = { now, floor: now - unscaled.credit * TIME_SCALE, length };
    const place = placeIn(await readLine(line), lane, times);
    const written = await write(line, (lane === 'front' ? IN_FRONT : IN_BACK)[place], times);
    if (written) return { line, lane, at: written.at, offset: offsetOf(written.line, lane) };
  }
  throw new ConcurrentUpdateError(`the line of ${line} has changed ${RESERVE_ATTEMPTS} times in a row`);
}

/** A line as it is now; nothing before its first turn. */
export async function readLine(line: LineName): Promise<Line | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: lineKey(line), ConsistentRead: true }));
  return Item && lineOf(Item);
}

/** Moves all turns of a line by so many milliseconds, so that a call can go before them. */
export async function pushLine(line: LineName, milliseconds: number): Promise<void> {
  await move(line, scaled(milliseconds), {});
}

/** After the service has turned a call away: slows the line down, and moves all turns by this one's length. */
export async function slowDown(line: LineName, length: number): Promise<void> {
  const found = await readLine(line);
  if (!found) return;
  await setSlowness(line, found, slowedDown(found.slowness), scaled(length));
}

/** After a turn was taken in time: a slow line moves the turns behind it, and becomes a little faster. */
export async function keepPace(line: LineName, found: Line, length: number): Promise<void> {
  const delay = delayOf(found, scaled(length));
  if (delay > 0) await setSlowness(line, found, spedUp(found.slowness), delay);
}

/** Whoever changes it at the same time does so for the same reason: once is enough. */
async function setSlowness(line: LineName, { slowness }: Line, next: number, milliseconds: number): Promise<void> {
  await isConditionMet(
    move(line, milliseconds, {
      UpdateExpression: `SET slowness = :next ADD ${MOVED}`,
      ConditionExpression: 'slowness = :slowness',
      values: { ':next': next, ':slowness': slowness },
    }),
  );
}

const MOVED = 'front :move, back :move, pushed :move, shifted :move';

async function move(
  line: LineName,
  milliseconds: number,
  { values, ...expressions }: { UpdateExpression?: string; ConditionExpression?: string; values?: object },
): Promise<void> {
  await table.send(
    new UpdateCommand({
      TableName,
      Key: lineKey(line),
      UpdateExpression: `ADD ${MOVED}`,
      ...expressions,
      ExpressionAttributeValues: { ':move': milliseconds, ...values },
    }),
  );
}

interface Times {
  now: number;
  floor: number;
  length: number;
}

/** How a reservation is written in each place, and which end of the line is its end. */
interface Write {
  condition: string;
  update: string;
  end: 'front' | 'back';
}

const IDLE = 'attribute_not_exists(back) OR back < :floor';
const FRESH = 'shifted = if_not_exists(shifted, :zero), pushed = if_not_exists(pushed, :zero), slowness = :usual';

const IN_FRONT: Record<Place, Write> = {
  behindLane: {
    condition: 'front >= :floor',
    update: 'SET front = front + :length, back = back + :length, shifted = shifted + :length',
    end: 'front',
  },
  beforeBack: {
    condition: 'front < :floor AND back > :now',
    update: 'SET front = :fromNow, back = back + :length, shifted = shifted + :length',
    end: 'front',
  },
  behindAll: {
    condition: 'front < :floor AND back BETWEEN :floor AND :now',
    update: 'SET front = back + :length, back = back + :length',
    end: 'back',
  },
  now: { condition: IDLE, update: `SET front = :fromFloor, back = :fromFloor, ${FRESH}`, end: 'back' },
};

const BEHIND: Write = { condition: 'back >= :floor', update: 'SET back = back + :length', end: 'back' };
const IN_BACK: Record<Place, Write> = {
  behindLane: BEHIND,
  beforeBack: BEHIND,
  behindAll: BEHIND,
  now: { condition: IDLE, update: `SET front = :floor, back = :fromFloor, ${FRESH}`, end: 'back' },
};

/** @returns when the reservation begins, and the line after it; nothing if its place is another one meanwhile */
async function write(
  line: LineName,
  { condition, update, end }: Write,
  { now, floor, length }: Times,
): Promise<{ at: number; line: Line } | undefined> {
  const values = {
    ':now': now,
    ':floor': floor,
    ':length': length,
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

function lineOf({ front, back, pushed, shifted, slowness }: Record<string, unknown>): Line {
  const milliseconds = (value: unknown) => Number(value ?? 0);
  return {
    front: milliseconds(front),
    back: milliseconds(back),
    pushed: milliseconds(pushed),
    shifted: milliseconds(shifted),
    slowness: Number(slowness ?? USUAL_SLOWNESS),
  };
}

/** In the time of the workflow, to a hundredth of a millisecond. */
function scaled(milliseconds: number): number {
  return Math.round(milliseconds * TIME_SCALE * 100) / 100;
}

function lineKey(line: LineName): { pk: string } {
  return { pk: `LINE#${line}` };
}
