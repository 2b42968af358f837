/** `npm run bench`: measures start-up and latency side by side in one run, and writes `RESULTS.md`. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { packageService } from '../../local/package-service.ts';
import { type Latency, measureLatency } from './latency.ts';
import { measureStartup, type Startup } from './startup.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

await mkdir(join(REPOSITORY, '.local'), { recursive: true });
const directory = await mkdtemp(join(REPOSITORY, '.local/bench-'));
try {
  const packageDir = join(directory, 'package');
  console.log('Packaging the service …');
  await packageService(REPOSITORY, packageDir, {});
  console.log('Start-up of each function, 15 fresh processes each …');
  const startups = await measureStartup(packageDir, join(directory, 'startup'));
  console.log('Latency of 30 requests on the embedded stack …');
  const latencies = await measureLatency(packageDir);
  const results = report(startups, latencies);
  await writeFile(join(import.meta.dirname, 'RESULTS.md'), results);
  console.log(`\n${results}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

function report(startups: Startup[], latencies: Latency[]): string {
  const machine = `Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}`;
  return `# Results of \`npm run bench\`

${machine}. Compare what stands in one table: it was measured in one run, on one machine. Absolute times differ from machine to machine.

## Start-up

Loading each packaged function in a fresh process, median of 15. The references are built with esbuild's defaults: one
holds only \`AccountClient\` and \`PutAlternateContactCommand\`, the other an empty handler. Goals: \`apply-change\` at most 0.8 of the
client-only reference, every function at most 1.2.

| function | ms | of the client-only reference | bundle, KB |
|---|---:|---:|---:|
${startups.map(({ name, milliseconds, ratio, kilobytes }) => `| ${name} | ${milliseconds.toFixed(1)} | ${ratio.toFixed(2)} | ${kilobytes.toFixed(0)} |`).join('\n')}

## Latency on the embedded stack

30 requests of one change, one after the other, after 3 to warm up. Goal: medians of at most 2,000 ms.

| from → to | median, ms | p95, ms |
|---|---:|---:|
${latencies.map(({ leg, median, p95 }) => `| ${leg} | ${median.toFixed(0)} | ${p95.toFixed(0)} |`).join('\n')}
`;
}
