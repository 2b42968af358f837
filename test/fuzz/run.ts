/**
 * Sends random inputs to every way into a running stack: `npm run fuzz`. INPUTS says how many, SEED repeats a run, and ONLY
 * sends a single input of it. Ends with 1 when anything was found.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNLIMITED_POLICY } from '../high-limits.ts';
import { startStack } from '../integration/stack.ts';
import { fuzz } from './fuzz.ts';
import { report } from './report.ts';

const number = (name: string) => (process.env[name] === undefined ? undefined : Number(process.env[name]));
const seed = number('SEED') ?? randomInt(2 ** 31);
const count = number('INPUTS') ?? 5_000;

const directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
await writeFile(join(directory, 'policy.yml'), UNLIMITED_POLICY);
console.log(`SEED=${seed} INPUTS=${count} npm run fuzz`);
const stack = await startStack({ accountQuotas: false, policyFile: join(directory, 'policy.yml') });
try {
  const { findings, sent } = await fuzz({ stack, seed, count, only: number('ONLY') });
  console.log(report(findings, sent, seed));
  process.exitCode = findings.length > 0 ? 1 : 0;
} finally {
  await stack.stop();
  await rm(directory, { recursive: true });
}
