import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageService } from '../../local/package/package-service.ts';
import { CASE_NAMES, runCases } from './rollout/all-cases.ts';
import { claimOf } from './rollout/claim.ts';
import { missedGoals } from './rollout/goals.ts';
import { plotOf } from './rollout/plotted.ts';
import { ROLLOUT_POLICY } from './rollout/policy.ts';
import { rolloutReport } from './rollout/report.ts';
import { type Results, singlesOf } from './rollout/results.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const README = join(REPOSITORY, 'README.md');
const CLAIM = /(?<=<!-- rollout:begin -->).*(?=<!-- rollout:end -->)/s;

const USAGE = `Usage: npm run bench:rollout [-- --case <name> …]

Sends many requests at once, measures how they are applied under the quotas of Account Management, and fails if a goal is missed.
Runs every case and writes test/bench/ROLLOUT.md, docs/rollout.svg and the README's claim, again after each case; with --case, runs
only these, and only prints.

Cases: ${CASE_NAMES.join(', ')}`;

const { values } = readArguments();
if (values.help) console.log(USAGE);
else await run(values.case);

async function run(chosen: string[]): Promise<void> {
  await mkdir(join(REPOSITORY, '.local'), { recursive: true });
  const directory = await mkdtemp(join(REPOSITORY, '.local/rollout-'));
  try {
    const place = { packageDir: join(directory, 'package'), policyFile: join(directory, 'policy.yml') };
    await writeFile(place.policyFile, ROLLOUT_POLICY);
    console.log('Packaging the service …');
    await packageService(REPOSITORY, place.packageDir);
    const isWhole = chosen.length === CASE_NAMES.length;
    const results = await runCases(chosen, place, async (soFar) => {
      if (isWhole) await writeResults(soFar);
    });
    console.log(`\n${rolloutReport(results)}`);
    if (missedGoals(results).length > 0) process.exitCode = 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Writes what there is so far: the run takes hours, and may be stopped. */
async function writeResults(results: Results): Promise<void> {
  await writeFile(join(import.meta.dirname, 'ROLLOUT.md'), rolloutReport(results));
  // The plot and the claim are about single requests.
  if (singlesOf(results).length === 0) return;
  await writeFile(join(REPOSITORY, 'docs/rollout.svg'), plotOf(results));
  const readme = await readFile(README, 'utf8');
  await writeFile(
    README,
    readme.replace(CLAIM, () => claimOf(results)),
  );
}

/** Ends the process when the arguments make no sense. */
function readArguments() {
  try {
    const read = parseArgs({
      options: { case: { type: 'string', multiple: true, default: CASE_NAMES }, help: { type: 'boolean' } },
    });
    const unknown = read.values.case.find((name) => !CASE_NAMES.includes(name));
    if (unknown === undefined) return read;
    console.error(`There is no case ${unknown}.\n\n${USAGE}`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
  process.exit(2);
}
