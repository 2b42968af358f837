/** `npm run smoke`: the first hour on AWS, or the same on this machine. See docs/deploy.md. */
import { resolve } from 'node:path';
import type { Difference } from './comparison/compare.ts';
import { SmokeError, UsageError } from './errors.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { explain, Progress } from './progress.ts';

const REPOSITORY = resolve(import.meta.dirname, '..');

const print = (line: string) => console.log(line);
const stopped = new AbortController();
const progress = new Progress(print);

// Under npm, Ctrl-C arrives twice, from the terminal and from npm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

try {
  process.exitCode = await main(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`error: ${error.message}\nnpm run smoke -- --help lists all options`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<number> {
  if (options.kind === 'help') {
    print(HELP);
    return 0;
  }
  const startedAt = performance.now();
  const differences = await run(options).catch((error: unknown) => {
    progress.failures.push({ title: 'The run', error });
    console.error(isForUser(error) ? `\n${explain(error)}` : error);
    return [];
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const exitCode = exitCodeFor(differences);
  print(`\n${exitCode === 0 ? 'Passed' : 'Not passed'} after ${seconds} s.`);
  return exitCode;
}

/** The modules of a run load the SDK, which takes a while. */
async function run(options: Exclude<Options, { kind: 'help' }>): Promise<Difference[]> {
  const common = { repository: REPOSITORY, progress, signal: stopped.signal };
  if (options.kind === 'local') {
    const { runLocal } = await import('./run-local.ts');
    return runLocal({ ...options, ...common });
  }
  const { runOnAws } = await import('./run-on-aws.ts');
  return runOnAws(options, common);
}

/** Errors of the run, of AWS and of the search for credentials need no stack trace. */
function isForUser(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof SmokeError || '$metadata' in error || /^(AbortError|\w+ProviderError)$/.test(error.name);
}

function exitCodeFor(differences: Difference[]): number {
  if (progress.failures.length > 0 || stopped.signal.aborted) return 1;
  return differences.length > 0 ? 3 : 0;
}

function stop(): void {
  if (stopped.signal.aborted) return;
  print('\nStopping: the contact is put back, and what was made is removed. Please wait.');
  stopped.abort();
}
