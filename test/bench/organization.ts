import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageService } from '../../local/package/package-service.ts';
import { count } from './organization/counted.ts';
import { missedGoals, type Results } from './organization/goals.ts';
import { runKilled } from './organization/killed.ts';
import { measure } from './organization/measured.ts';
import { lookAtWholeCampaigns } from './organization/memory.ts';
import { ORGANIZATION_POLICY } from './organization/policy.ts';
import { organizationReport } from './organization/report.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Of the organization whose results are kept. */
const ACCOUNTS = 10_000;
const GROUPS = 20;

const USAGE = `Usage: npm run bench:organization [-- --accounts <number>] [-- --seed <number>]

Sweeps an organization, and changes a contact of each account by one campaign; once undisturbed, and once while the stack is killed.
Writes test/bench/ORGANIZATION.md for ${ACCOUNTS.toLocaleString('en')} accounts, which takes an hour; with another number, it only prints. Fails if a goal
is missed. The seed chooses when the stack is killed.`;

const { values } = readArguments();
if (values.help) console.log(USAGE);
else await run(Number(values.accounts), Number(values.seed));

async function run(accounts: number, seed: number): Promise<void> {
  await mkdir(join(REPOSITORY, '.local'), { recursive: true });
  const directory = await mkdtemp(join(REPOSITORY, '.local/organization-'));
  try {
    const results = await resultsOf(accounts, seed, directory);
    const report = organizationReport(results);
    if (accounts === ACCOUNTS) await writeFile(join(import.meta.dirname, 'ORGANIZATION.md'), report);
    console.log(`\n${report}`);
    if (missedGoals(results).length > 0) process.exitCode = 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function resultsOf(accounts: number, seed: number, directory: string): Promise<Results> {
  const place = { packageDir: join(directory, 'package'), policyFile: join(directory, 'policy.yml') };
  await writeFile(place.policyFile, ORGANIZATION_POLICY);
  console.log('Packaging the service …');
  await packageService(REPOSITORY, place.packageDir);
  const whole = await lookAtWholeCampaigns();
  console.log('Counting …');
  const counted = await count(place, directory);
  console.log(`${accounts.toLocaleString('en')} accounts …`);
  const measured = await measure(accounts, { groups: GROUPS, place, directory });
  console.log(`The same, killed with the seed ${seed} …`);
  const killed = await runKilled(accounts, { groups: GROUPS, place, directory, seed });
  return { accounts, measured, killed, counted, whole };
}

/** Ends the process when the arguments make no sense. */
function readArguments() {
  const seed = Math.floor(Math.random() * 1e6);
  try {
    const read = parseArgs({
      options: {
        accounts: { type: 'string', default: String(ACCOUNTS) },
        seed: { type: 'string', default: String(seed) },
        help: { type: 'boolean' },
      },
    });
    if (/^[1-9]\d{0,4}$/.test(read.values.accounts) && /^\d{1,9}$/.test(read.values.seed)) return read;
    console.error(`There is no such organization.\n\n${USAGE}`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
  process.exit(2);
}
