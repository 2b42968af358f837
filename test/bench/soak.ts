/**
 * `npm run bench:soak`: mixed traffic for half an hour while calls fail and functions and the whole stack are killed; checks that
 * nothing was lost, and writes a section of `RESULTS.md`. `-- --minutes 2` is shorter, and only prints.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageService } from '../../local/package/package-service.ts';
import { machine, writeSections } from './results.ts';
import { soakPolicy } from './soak/policy.ts';
import { soakReport } from './soak/report.ts';
import { runSoak } from './soak/run-soak.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const MINUTES = '30';

/** Fast enough that requests expire during the run, slow enough that retries outlive the lease of a lock. */
const TIME_SCALE = 0.25;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: MINUTES } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes must be a number above 0, not ${values.minutes}`);

await mkdir(join(REPOSITORY, '.local'), { recursive: true });
const directory = await mkdtemp(join(REPOSITORY, '.local/soak-'));
try {
  const packageDir = join(directory, 'package');
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, await soakPolicy());
  console.log('Packaging the service …');
  await packageService(REPOSITORY, packageDir);
  console.log(`${minutes} minutes of traffic …`);
  const result = await runSoak({
    minutes,
    packageDir,
    policyFile,
    timeScale: TIME_SCALE,
    accountQuotas: 'scaled',
    stateDir: join(directory, 'state'),
  });
  const report = soakReport(result);
  if (values.minutes === MINUTES) await writeSections({ Soak: `${machine()}\n\n${report}` });
  console.log(`\n${report}`);
  process.exitCode = result.findings.length === 0 ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}
