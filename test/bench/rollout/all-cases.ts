import { CASES, changesOf, rolloutOf } from './cases.ts';
import { runKilled } from './killed.ts';
import type { Place } from './on-stack.ts';
import { PEER_NAMES, runPeer } from './peers.ts';
import { emptyResults, type Results } from './results.ts';
import { runBesideSomebody, runCase, runLatecomer } from './runs.ts';

/** Of the cases in which something else happens as well. */
const REQUESTS = 1000;

type Run = (results: Results, place: Place) => Promise<unknown>;

const RUNS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ...[...CASES].map(([name, made]): [string, Run] => [
    name,
    async ({ cases }, place) => cases.push(await runCase(made(), place)),
  ]),
  ['somebody-else', async ({ beside }, place) => beside.push(await runBesideSomebody(rolloutOf(REQUESTS, 1), place))],
  ['killed', async ({ killed }, place) => killed.push(await runKilled(REQUESTS, place))],
  ['latecomer', async ({ latecomer }, place) => latecomer.push(await runLatecomer(place))],
  ['scripts', runScripts],
]);

/** The names of all cases, in the order in which they run. */
export const CASE_NAMES = [...RUNS.keys()];

/** Runs the cases with these names, one after the other, each on a stack of its own. */
export async function runCases(names: string[], place: Place): Promise<Results> {
  const results = emptyResults();
  for (const name of names) {
    console.log(`${name} …`);
    await RUNS.get(name)?.(results, place);
  }
  return results;
}

async function runScripts({ peers }: Results, place: Place): Promise<void> {
  for (const peer of PEER_NAMES) {
    console.log(`  ${peer} …`);
    peers.push(await runPeer(peer, changesOf(rolloutOf(REQUESTS, 1)), place));
  }
}
