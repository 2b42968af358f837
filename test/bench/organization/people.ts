import { CLOCK_SPEED, setSpeed } from '../rollout/clocked-stack.ts';
import { median } from '../statistics.ts';
import type { World } from './world.ts';

/** How long a page takes to load, and how large it is. */
export interface Page {
  milliseconds: number;
  bytes: number;
}

const LOADS = 9;

/** How many seconds `contacts plan` takes for what the inventory knows. */
export function compareSeconds(world: World, policyFile: string): Promise<number> {
  return inRealTime(world, async () => {
    const begunAt = performance.now();
    const { status, output } = await world.run('plan', '--policy', policyFile);
    // It is 1 after an error, or if contacts are not known.
    if (status === 1) throw new Error(output);
    return (performance.now() - begunAt) / 1000;
  });
}

/** Loads the page of the request's approver some times. @returns the median */
export async function loadPage(world: World, requestId: string): Promise<Page> {
  const link = await world.user.link(requestId);
  return inRealTime(world, async () => {
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await loadOnce(link));
    return {
      milliseconds: median(loads.map(({ milliseconds }) => milliseconds)),
      bytes: loads[0]?.bytes ?? Number.NaN,
    };
  });
}

async function loadOnce(link: string): Promise<Page> {
  const begunAt = performance.now();
  const response = await fetch(link);
  const bytes = (await response.bytes()).length;
  if (!response.ok) throw new Error(`the page answered ${response.status}`);
  return { milliseconds: performance.now() - begunAt, bytes };
}

/** People are no faster when the machine is: what AWS takes for a call is waited for here. */
async function inRealTime<Result>({ stack }: World, work: () => Promise<Result>): Promise<Result> {
  await setSpeed(stack, 1);
  try {
    return await work();
  } finally {
    await setSpeed(stack, CLOCK_SPEED);
  }
}
