import { setTimeout as delay } from 'node:timers/promises';
import { readLine } from '../aws/lines.ts';
import { delayYielding, reserveYielding } from '../aws/yielding-line.ts';
import { LineBusyError, TooManyRequestsException } from '../domain/errors.ts';
import { environmentVariable, TIME_SCALE } from '../runtime/environment.ts';
import { logged } from '../runtime/logger.ts';
import { PACE } from './pace.ts';

/** Milliseconds that a read has for itself, so that all of them together take their share of the quota and no more. */
const READ_MILLISECONDS = (PACE.read * 100 * TIME_SCALE) / Number(environmentVariable('SWEEP_SHARE'));

/** How long to wait before the line of changes is looked at again. */
const PAUSE_MILLISECONDS = 1000;

/** A line that ends so soon leaves room for reads beside it. */
const IDLE_MILLISECONDS = 500;

/** How long everybody who gives way waits after a call was turned away. */
const BACK_OFF_MILLISECONDS = 1000;

/**
 * Reads one thing after the other, each at a turn of those who give way: while changes, or reads of their plans, are in line, nobody
 * begins, because these take the whole quota.
 * @param until epoch milliseconds: what has no turn until then is left to the next try
 * @throws LineBusyError, TooManyRequestsException
 */
export async function readGivingWay<Each, Answer>(
  all: Each[],
  until: number,
  read: (each: Each) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let begun = 0; begun < all.length; begun += MOST_AT_ONCE) {
    const some = all.slice(begun, begun + MOST_AT_ONCE);
    await untilIdle(until);
    const first = await reserve(some.length, until);
    for (const [index, each] of some.entries()) {
      await delay(Math.max(0, first + index * READ_MILLISECONDS - Date.now()));
      answers.push(await untilLetThrough(until, () => read(each)));
    }
  }
  return answers;
}

/** So many turns are taken at once: whoever changes a contact meanwhile does not wait for more than these. */
const MOST_AT_ONCE = 3;

/** @throws LineBusyError when changes are in line until then */
async function untilIdle(until: number): Promise<void> {
  for (;;) {
    const now = Date.now();
    const line = await readLine('contacts');
    if (!line || line.backEnd <= now + IDLE_MILLISECONDS * TIME_SCALE) return;
    const pause = Math.max(PAUSE_MILLISECONDS * TIME_SCALE, Math.min(line.backEnd - now, PAUSE_MILLISECONDS * 5));
    if (now + pause >= until) throw new LineBusyError('changes are in line');
    await delay(pause);
  }
}

/** @returns epoch milliseconds when the first turn begins */
async function reserve(count: number, until: number): Promise<number> {
  const length = Math.round(count * READ_MILLISECONDS * 100) / 100;
  const beforeLast = (count - 1) * READ_MILLISECONDS;
  if (Date.now() + beforeLast > until) throw new LineBusyError('the turns end too late');
  const first = await reserveYielding(length, Math.max(0, until - length - Date.now()));
  if (first === undefined) throw new LineBusyError('too many others who give way are in line');
  return first;
}

async function untilLetThrough<Answer>(until: number, call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TooManyRequestsException)) throw error;
      const pause = BACK_OFF_MILLISECONDS * TIME_SCALE;
      await delayYielding(pause).catch(logged('The line was not moved', { line: 'yielding' }));
      if (Date.now() + pause >= until) throw error;
      await delay(pause * (0.5 + Math.random()));
    }
  }
}
