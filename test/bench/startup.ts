import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  LAMBDA_ENVIRONMENT,
  type PackagedFunction,
  runFresh,
  unpackPackage,
} from '../integration/packaged-functions.ts';
import { type Details, measureParts, measurePhases, type Phases } from './startup-parts.ts';
import { median } from './statistics.ts';

/** How often each bundle is loaded. */
export const STARTS = 25;

/** How long functions may take to start, of the time that the client-only reference takes. */
export const GOAL = 0.85;
export const APPLY_GOAL = 0.68;

/** So many functions are looked at more closely, the slowest ones, and `apply-change`. */
const SLOWEST = 4;

/** What the client-only reference is made of: the least that can call the API, bundled with esbuild's defaults. */
const CLIENT_ONLY = `
  import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
  const account = new AccountClient({});
  export const handler = (input) => account.send(new PutAlternateContactCommand(input));
`;
const EMPTY = 'export const handler = async () => {};';

/** Start-up of one bundle. */
export interface Startup {
  name: string;
  /** How long a fresh process takes to load it. */
  milliseconds: number;
  /** The median of its ratios to the reference of the same round: the machine may get busier from one round to the next. */
  ratio: number;
  kilobytes: number;
}

type Bundle = Pick<PackagedFunction, 'name' | 'file' | 'environment'>;

/**
 * Loads both references and every packaged function in fresh processes, once in each round, and looks at where the time of the
 * slowest ones goes.
 */
export async function measureStartup(
  packageDir: string,
  workDir: string,
): Promise<{ startups: Startup[]; details: Details }> {
  await mkdir(workDir, { recursive: true });
  const base = await reference('client only', CLIENT_ONLY, workDir);
  const functions = await unpackPackage(packageDir, workDir);
  const bundles = [base, await reference('empty handler', EMPTY, workDir), ...functions];
  const rounds: Map<Bundle, number>[] = [];
  for (let round = 0; round < STARTS; round += 1) rounds.push(await loadEach(bundles));
  const startups = await Promise.all(bundles.map((bundle) => summary(bundle, base, rounds)));
  const looked = lookedAt(startups, functions);
  const phases = new Map<string, Phases>();
  for (const bundle of [...looked, base]) phases.set(bundle.name, await measurePhases(bundle));
  return { startups, details: { phases, parts: await measureParts(looked.map(({ name }) => name)) } };
}

function lookedAt(startups: Startup[], functions: Bundle[]): Bundle[] {
  const slowest = startups.toSorted((left, right) => right.ratio - left.ratio).map(({ name }) => name);
  const names = new Set(['apply-change', ...slowest.filter((name) => functions.some((each) => each.name === name))]);
  return [...names].slice(0, SLOWEST + 1).flatMap((name) => functions.filter((each) => each.name === name));
}

async function loadEach(bundles: Bundle[]): Promise<Map<Bundle, number>> {
  const times = new Map<Bundle, number>();
  for (const bundle of bundles) times.set(bundle, await loadTime(bundle));
  return times;
}

async function summary(bundle: Bundle, base: Bundle, rounds: Map<Bundle, number>[]): Promise<Startup> {
  const times = rounds.map((round) => ({ own: round.get(bundle) ?? Number.NaN, base: round.get(base) ?? Number.NaN }));
  return {
    name: bundle.name,
    milliseconds: median(times.map(({ own }) => own)),
    ratio: median(times.map((time) => time.own / time.base)),
    kilobytes: (await stat(bundle.file)).size / 1024,
  };
}

async function reference(name: string, contents: string, workDir: string): Promise<Bundle> {
  const file = join(workDir, `${name.replace(' ', '-')}.cjs`);
  const stdin = { contents, resolveDir: import.meta.dirname };
  await build({ stdin, bundle: true, platform: 'node', outfile: file });
  return { name, file, environment: LAMBDA_ENVIRONMENT };
}

async function loadTime({ file, environment }: Bundle): Promise<number> {
  const program = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start);`;
  return Number(await runFresh(program, environment));
}
