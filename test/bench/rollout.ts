/**
 * `npm run bench:rollout`: how long many changes take under the quotas of Account Management; writes `ROLLOUT.md`.
 * `-- --case 100 --scale 0.5` runs one case (or some) and only prints.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageService } from '../../local/package/package-service.ts';
import { HIGH_LIMITS } from '../high-limits.ts';
import { CASES, SYSTEM } from './rollout/cases.ts';
import { rolloutReport } from './rollout/report.ts';
import { type CaseResult, runCase } from './rollout/run-case.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** The cases' requests are pre-approved; the one request that shows a page needs an approval. */
const POLICY = `allowedEmailDomains: [example.com]
${HIGH_LIMITS}
approvals:
  - { name: rollout, when: { source: [${SYSTEM}] }, preApproved: true }
  - { name: every change, approvers: [approver-1@example.com], quorum: 1, rounds: [{ wait: 72h }] }
`;

/**
 * The nearer to 1, the more is like on AWS: calls and the pauses inside a function take real time. Quotas that let twice as
 * many calls through leave the machine half as long for each.
 */
const TIME_SCALE = '0.5';

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true, default: [...CASES.keys()] },
    scale: { type: 'string', default: TIME_SCALE },
  },
});
const timeScale = Number(values.scale);
const isComplete = values.case.length === CASES.size;

await mkdir(join(REPOSITORY, '.local'), { recursive: true });
const directory = await mkdtemp(join(REPOSITORY, '.local/rollout-'));
try {
  const packageDir = join(directory, 'package');
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, POLICY);
  console.log('Packaging the service …');
  await packageService(REPOSITORY, packageDir);
  const results: CaseResult[] = [];
  for (const name of values.case) {
    const made = CASES.get(name)?.();
    if (!made) throw new Error(`there is no case ${name}, only ${[...CASES.keys()].join(', ')}`);
    console.log(`${made.name}, at a time scale of ${timeScale} …`);
    results.push(await runCase(made, { packageDir, policyFile, timeScale }));
  }
  const report = rolloutReport(results, timeScale);
  if (isComplete) await writeFile(join(import.meta.dirname, 'ROLLOUT.md'), report);
  console.log(`\n${report}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
