import { setTimeout as delay } from 'node:timers/promises';
import { patiently } from '../soak/patiently.ts';
import { redriveFailed } from './redrive.ts';
import type { World } from './world.ts';

const POLL_MS = 500;
const TOLD_EVERY_MS = 30_000;
/** So long may nothing go on before there is no more hope. */
const PATIENCE_MS = 300_000;

/** Something to do as soon as a share of a phase is done. */
export interface Moment {
  at: number;
  act: () => Promise<void>;
}

/** What a phase took of this machine's time. */
export interface PhaseTime {
  name: string;
  wallSeconds: number;
}

/**
 * Follows a phase to its end, and does what is to do on the way.
 * @param progress the share that is done; 1 is the end
 * @throws Error when nothing goes on any more
 */
export async function follow(
  name: string,
  world: World,
  progress: () => Promise<number>,
  moments: Moment[] = [],
): Promise<PhaseTime> {
  const startedAt = performance.now();
  const left = [...moments];
  let done = Number.NaN;
  let hopeUntil = 0;
  for (let told = startedAt; done !== 1; await delay(POLL_MS)) {
    if (world.kills > 0) await patiently('a redrive', () => redriveFailed(world));
    const before = done;
    done = await patiently(name, progress);
    if (done !== before) hopeUntil = performance.now() + PATIENCE_MS;
    if (performance.now() > hopeUntil) throw new Error(`${name} stands still at ${percent(done)}`);
    while (left[0] && left[0].at <= done) await left.shift()?.act();
    if (performance.now() < told + TOLD_EVERY_MS) continue;
    told = performance.now();
    console.log(`  ${name}: ${percent(done)} after ${((told - startedAt) / 1000).toFixed(0)} s`);
  }
  return { name, wallSeconds: (performance.now() - startedAt) / 1000 };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
