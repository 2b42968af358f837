import { CASES, changesOf, rolloutOf } from './cases.ts';
import { runKilled } from './killed.ts';
import type { Place } from './on-stack.ts';
import { PEER_NAMES, runPeer } from './peers.ts';
import { emptyResults, type NotRun, type Results } from './results.ts';
import { runBesideSomebody, runCase, runLatecomer } from './runs.ts';

/** Of the cases in which something else happens as well. */
const REQUESTS = 1000;

type Run = (results: Results, place: Place) => Promise<unknown>;

/** The largest come last: whoever stops them loses no other. */
const RUNS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['somebody-else', async ({ beside }, place) => beside.push(await runBesideSomebody(rolloutOf(REQUESTS, 1), place))],
  ['killed', async ({ killed }, place) => killed.push(await runKilled(REQUESTS, place))],
  ['latecomer', async ({ latecomer }, place) => latecomer.push(await runLatecomer(place))],
  ['scripts', runScripts],
  ...[...CASES].map(([name, made]): [string, Run] => [
    name,
    async ({ cases }, place) => cases.push(await runCase(made(), place)),
  ]),
]);

/** The names of all cases, in the order in which they run. */
export const CASE_NAMES = [...RUNS.keys()];

/**
 * Runs the cases with these names, one after the other, each on a stack of its own. One that fails does not end the others.
 * @param afterEach gets what there is so far
 */
export async function runCases(
  names: string[],
  place: Place,
  afterEach: (results: Results) => Promise<void>,
): Promise<Results> {
  const results = emptyResults();
  const notRun = new Map<string, NotRun>(names.map((name) => [name, { name }]));
  for (const name of names) {
    console.log(`${name} …`);
    try {
      await RUNS.get(name)?.(results, place);
      notRun.delete(name);
    } catch (error) {
      console.error(error);
      notRun.set(name, { name, error: firstLine(error) });
    }
    results.notRun = [...notRun.values()];
    await afterEach(results);
  }
  return results;
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1).join();
}

async function runScripts({ peers }: Results, place: Place): Promise<void> {
  for (const peer of PEER_NAMES) {
    console.log(`  ${peer} …`);
    peers.push(await runPeer(peer, changesOf(rolloutOf(REQUESTS, 1)), place));
  }
}
