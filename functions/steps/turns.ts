import { setTimeout as delay } from 'node:timers/promises';
import type { ContactTurn } from '../../schemas/compiled/contact-turn.js';
import { keepPace, pushLine, readLine, slowDown } from '../aws/lines.ts';
import { TooManyRequestsException, TurnMovedError } from '../domain/errors.ts';
import { hasLapsed, timeUntil } from '../domain/pace/line.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { PACE } from './pace.ts';

/** A turn that is further away is waited for in the workflow, where waiting costs nothing. */
const PATIENCE_MILLISECONDS = 6000;

/** What a turn is for. */
type Purpose = 'read' | 'change';

/**
 * Waits for the rest of the time until a turn. A task that is tried again goes before everybody, who moves by its length.
 * @param turn missing in executions of versions that had no turns
 * @throws TurnMovedError when it is far away, or has lapsed
 */
export async function waitForTurn(purpose: Purpose, turn: ContactTurn | undefined, retries = 0): Promise<void> {
  if (!turn) return;
  const { line } = turn;
  if (retries > 0) return pushLine(line, PACE[purpose]);
  const found = await readLine(line);
  const left = timeUntil(turn, found, Date.now());
  if (left > PATIENCE_MILLISECONDS || (hasLapsed(left) && !turn.isRenewed)) {
    throw new TurnMovedError(`the turn at ${turn.until} has ${left > 0 ? 'moved' : 'lapsed'}`);
  }
  if (left > 0) await delay(left);
  if (found) await keepPace(line, found, PACE[purpose]);
}

/**
 * Makes a call again while the service turns it away, because others use the quota, too. Each time the line slows down.
 * @param milliseconds after which the error is left to the state machine
 */
export async function untilLetThrough<Answer>(
  purpose: Purpose,
  milliseconds: number,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (const giveUpAt = Date.now() + milliseconds; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TooManyRequestsException) || Date.now() >= giveUpAt) throw error;
      await slowDown('contacts', PACE[purpose]);
      await delay(PACE[purpose] * TIME_SCALE * (0.5 + Math.random()));
    }
  }
}
