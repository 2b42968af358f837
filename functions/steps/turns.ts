import { setTimeout as delay } from 'node:timers/promises';
import type { ApplyChangeInput } from '../../schemas/compiled/apply-change.input.js';
import { keepPace, readLine, slowDown, takeFirstTurn } from '../aws/lines.ts';
import { ThrottlingException, TooManyRequestsException, TurnMovedError } from '../domain/errors.ts';
import { hasLapsed, type Line, type LineName, MOST_MOVES, timeUntil } from '../domain/pace/line.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { logged } from '../runtime/logger.ts';
import { PACE } from './pace.ts';

/** A turn that is further away is waited for in the workflow, where waiting costs nothing. */
const PATIENCE_MILLISECONDS = 6000;

/** What a turn is for, or a call. */
type Purpose = 'read' | 'change' | 'deletion';

/**
 * Waits for the rest of the time until a turn. A task that is tried again goes before everybody else, whose turns move by its
 * length; so does one that could take no turn, and one that has taken as many as it may.
 * @throws TurnMovedError when it is far away, or has lapsed, and the change may take another one
 * @throws ThrottlingException when it goes before everybody, as too many others do at the same time
 */
export async function waitForTurn(purpose: Purpose, turn: ApplyChangeInput['turn'], retries: number): Promise<void> {
  if ('Error' in turn) return goFirst(purpose);
  const inLine = turn.line === 'deletions' ? 'deletion' : purpose;
  if (retries > 0) return goFirst(inLine);
  const found = await lineNow(turn.line);
  const left = timeUntil(turn, found, Date.now());
  const isMissed = left > PATIENCE_MILLISECONDS || hasLapsed(left);
  if (isMissed && (turn.moves ?? 0) < MOST_MOVES[turn.lane]) {
    throw new TurnMovedError(`the turn at ${turn.until} has ${left > 0 ? 'moved' : 'lapsed'}`);
  }
  if (left > 0) await delay(Math.min(left, PATIENCE_MILLISECONDS));
  if (isMissed) return goFirst(inLine);
  if (found) await keepPace(turn.line, found, PACE[inLine]).catch(notMoved(turn.line));
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

/** Without what the line says, a turn is where it was given. */
async function lineNow(line: LineName): Promise<Line | undefined> {
  try {
    return await readLine(line);
  } catch (error) {
    logged('The line was not read', { line })(error);
    return undefined;
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

function lineFor(purpose: Purpose): LineName {
  return purpose === 'deletion' ? 'deletions' : 'contacts';
}

/** The line only keeps calls from being turned away, which is made up for: no change fails for it. */
function notMoved(line: LineName): (error: unknown) => void {
  return logged('The line was not moved', { line });
}
