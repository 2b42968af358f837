/** `npm run bench`: measures start-up and latency side by side in one run, and writes its sections of `RESULTS.md`. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageService } from '../../local/package/package-service.ts';
import { UNLIMITED_POLICY } from '../high-limits.ts';
import { type Latency, measureLatency } from './latency.ts';
import { machine, writeSections } from './results.ts';
import { measureStartup, STARTS } from './startup.ts';
import { startupSection } from './startup-report.ts';
import { type Intake, measureIntake } from './webhooks.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

await mkdir(join(REPOSITORY, '.local'), { recursive: true });
const directory = await mkdtemp(join(REPOSITORY, '.local/bench-'));
try {
  const packageDir = join(directory, 'package');
  console.log('Packaging the service …');
  await packageService(REPOSITORY, packageDir);
  console.log(`Start-up of each function, ${STARTS} fresh processes each …`);
  const starts = await measureStartup(packageDir, join(directory, 'startup'));
  console.log('Latency of 30 requests on the embedded stack …');
  const latencies = await measureLatency(packageDir);
  console.log('Webhooks at 100 a second for 30 seconds …');
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, UNLIMITED_POLICY);
  const intake = await measureIntake(packageDir, policyFile);
  const sections = report(starts, latencies, intake);
  await writeSections(sections);
  for (const [heading, section] of Object.entries(sections)) console.log(`\n## ${heading}\n\n${section}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

type Starts = Awaited<ReturnType<typeof measureStartup>>;

/** The sections of `RESULTS.md`, by their headings. */
function report({ startups, details }: Starts, latencies: Latency[], intake: Intake): Record<string, string> {
  return {
    'Start-up': startupSection(startups, details),

    'Latency on the embedded stack': `${machine()} 30 requests of one change, one after the other, after 3 to warm up. Goal: each median at most 2,000 ms.

| from → to | median, ms | p95, ms |
|---|---:|---:|
${latencies.map(({ leg, median, p95 }) => `| ${leg} | ${median.toFixed(0)} | ${p95.toFixed(0)} |`).join('\n')}`,

    'Webhooks on the embedded stack': `${machine()} Signed webhooks (Standard Webhooks), each with a request of its own, posted at a fixed rate of 100 a second for 30 seconds,
whether or not earlier ones have been answered. The sender, the functions and the embedded AWS share one machine, and each
accepted webhook starts the workflow at once: the times show how busy the machine is, the counts whether anything is lost.
Goal: all accepted, all registered.

| posted | accepted (202) | registered | answer: median, ms | p95, ms | slowest, ms | until all waited for approval, s |
|---:|---:|---:|---:|---:|---:|---:|
| ${intake.posted} | ${intake.accepted} | ${intake.registered} | ${intake.median.toFixed(0)} | ${intake.p95.toFixed(0)} | ${intake.slowest.toFixed(0)} | ${(intake.workedOff / 1000).toFixed(0)} |`,
  };
}
