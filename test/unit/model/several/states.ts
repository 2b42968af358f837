import { MOST_MOVES } from '../../../../functions/domain/pace/turn.ts';
import type { ContactTurn } from '../../../../schemas/compiled/contact-turn.js';
import { turnNow } from '../../builders.ts';
import type { World } from '../world.ts';
import type { Scheduler } from './scheduler.ts';

/** A state that waits for its token. */
export interface TokenWait {
  taskToken: string;
  /** How long it waits. */
  seconds: number;
  world: World;
  scheduler: Scheduler;
}

/** Calls the function of a state that waits for its token. @throws what the function throws before it is woken, or its time is over */
export async function untilWoken(
  { taskToken, seconds, world, scheduler }: TokenWait,
  call: () => Promise<unknown>,
): Promise<void> {
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  world.waiting.set(taskToken, wake);
  const timer = scheduler.wait(seconds * 1000);
  const { promise: failed, reject: fail } = Promise.withResolvers<void>();
  call().catch(fail);
  try {
    await Promise.race([woken, failed, timer.over]);
  } finally {
    timer.cancel();
    world.waiting.delete(taskToken);
  }
}

/** A turn that may not move: whoever comes too late for it goes before everybody. */
export function lastTurn(): ContactTurn {
  return turnNow({ lane: 'back', moves: MOST_MOVES.back });
}

/** What a catcher puts into the state. */
export function caught(error: unknown): { caught: { Error: string; Cause: string } } {
  return { caught: { Error: error instanceof Error ? error.name : 'Error', Cause: String(error) } };
}
