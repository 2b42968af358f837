import { setTimeout as delay } from 'node:timers/promises';
import type { ApplyChangeInput } from '../../schemas/compiled/apply-change.input.js';
import type { ContactTurn } from '../../schemas/compiled/contact-turn.js';
import { keepPace, readLine, slowDown, takeFirstTurn } from '../aws/lines.ts';
import { ThrottlingException, TooManyRequestsException, TurnFarAwayError, TurnMovedError } from '../domain/errors.ts';
import { isSlow, type Line, type LineName } from '../domain/pace/line.ts';
import { hasLapsed, isLate, MOST_MOVES, nextLook, PATIENCE_MILLISECONDS, timeUntil } from '../domain/pace/turn.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { logged } from '../runtime/logger.ts';
import { PACE } from './pace.ts';

/** What a turn is for, or a call. */
type Purpose = 'read' | 'change' | 'deletion';

/**
 * Waits for the rest of the time until a contact is read. A read that is late goes before everybody else, whose turns move by its
 * length; so does one that has looked as often as it may whether its turn has come.
 * @param retries how often it has looked, or was tried, before
 * @throws TurnMovedError when its turn is further away than it sleeps: the state machine lets it look again
 * @throws TurnFarAwayError when that is to be later, because its turn is further away still
 * @throws ThrottlingException when it goes before everybody, as too many others do at the same time
 */
export async function waitToRead(turn: ContactTurn, retries: number): Promise<void> {
  const place = await placeOf(turn);
  const look = nextLook(place.left, turn.lane, retries);
  if (look === 'later') throw new TurnFarAwayError(`the turn at ${turn.until} is far away`);
  if (look === 'soon') throw turnMoved(turn, place);
  await take(turn, 'read', place);
}

/**
 * Waits for the rest of the time until a change. A task that is tried again goes before everybody else, whose turns move by its
 * length; so does one that is late, one that could take no turn, and one that has taken as many as it may.
 * @throws TurnMovedError when it is far away, or has lapsed, and the change may take another one
 * @throws ThrottlingException when it goes before everybody, as too many others do at the same time
 */
export async function waitToChange(turn: ApplyChangeInput['turn'], retries: number): Promise<void> {
  if ('Error' in turn) return goFirst('change');
  if (retries > 0) return goFirst(inLineOf(turn, 'change'));
  const place = await placeOf(turn);
  const isMissed = place.left > PATIENCE_MILLISECONDS || hasLapsed(place.left);
  if (isMissed && (turn.moves ?? 0) < MOST_MOVES[turn.lane]) throw turnMoved(turn, place);
  await take(turn, 'change', place);
}

/** Where a turn is now. */
interface Place {
  left: number;
  isLate: boolean;
  /** Without what the line says, a turn is where it was given. */
  found: Line | undefined;
}

async function placeOf(turn: ContactTurn): Promise<Place> {
  const found = await lineNow(turn.line);
  const now = Date.now();
  const left = timeUntil(turn, found, now);
  return { left, isLate: isLate(left, found, { now, lent: PACE.credit[turn.line] }), found };
}

async function lineNow(line: LineName): Promise<Line | undefined> {
  try {
    return await readLine(line);
  } catch (error) {
    logged('The line was not read', { line })(error);
    return undefined;
  }
}

function turnMoved({ until }: ContactTurn, { left }: Place): TurnMovedError {
  return new TurnMovedError(`the turn at ${until} has ${left > 0 ? 'moved' : 'lapsed'}`);
}

/**
 * Sleeps until a turn, and for a random part of it: calls at an even pace would find the quota used up either always or never, by
 * whoever else calls as evenly.
 */
async function take(turn: ContactTurn, purpose: Purpose, { left, isLate, found }: Place): Promise<void> {
  const inLine = inLineOf(turn, purpose);
  if (left > PATIENCE_MILLISECONDS || isLate) return goFirst(inLine);
  const pause = Math.max(0, left) + PACE[inLine] * TIME_SCALE * Math.random();
  if (pause > 0) await delay(pause);
  // Others have kept the pace of a slow line meanwhile.
  const line = left > 0 && found && isSlow(found) ? await lineNow(turn.line) : found;
  if (line) await keepPace(turn.line, line, PACE[inLine]).catch(notMoved(turn.line));
}

/** Makes a call. When the service turns it away, because others use the quota, too, the line slows down. */
export async function givingWay<Answer>(purpose: Purpose, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const line = lineFor(purpose);
    if (error instanceof TooManyRequestsException) await slowDown(line, PACE[purpose]).catch(notMoved(line));
    throw error;
  }
}

/**
 * Makes a call again while the service turns it away.
 * @param milliseconds after which the error is left to the state machine
 */
export async function untilLetThrough<Answer>(
  purpose: Purpose,
  milliseconds: number,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (const giveUpAt = Date.now() + milliseconds; ; ) {
    try {
      return await givingWay(purpose, call);
    } catch (error) {
      if (!(error instanceof TooManyRequestsException) || Date.now() >= giveUpAt) throw error;
      await delay(PACE[purpose] * TIME_SCALE * (0.5 + Math.random()));
    }
  }
}

/** @throws ThrottlingException when too many others do so at the same time */
async function goFirst(purpose: Purpose): Promise<void> {
  const line = lineFor(purpose);
  const now = Date.now();
  const at = await takeFirstTurn(line, PACE[purpose]).catch((error) => {
    notMoved(line)(error);
    return now;
  });
  if (at === undefined) throw new ThrottlingException('Account/TooManyGoFirst');
  if (at > now) await delay(at - now);
}

/** A change that removes a contact may stand in a line of its own, and is read there, too. */
function inLineOf({ line }: ContactTurn, purpose: Purpose): Purpose {
  return line === 'deletions' ? 'deletion' : purpose;
}

function lineFor(purpose: Purpose): LineName {
  return purpose === 'deletion' ? 'deletions' : 'contacts';
}

/** The line only keeps calls from being turned away, which is made up for: no change fails for it. */
function notMoved(line: LineName): (error: unknown) => void {
  return logged('The line was not moved', { line });
}
