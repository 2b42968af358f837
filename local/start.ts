import { rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { PackageError, packageService } from './package-service.ts';
import { deploymentParams } from './place.ts';
import { BusyPortError, checkPortIsFree } from './ports.ts';
import { COMPILE_CACHE } from './serverless-command.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import type { Stack } from './stack.ts';
import { describeStack } from './start-message.ts';

const REPOSITORY = resolve(import.meta.dirname, '..');
const LOCAL_DIR = join(REPOSITORY, '.local');
const PARENT_CHECK_MS = 500;

enableCompileCache(COMPILE_CACHE);

const stopped = new AbortController();
let stack: Stack | undefined;
let starting: Promise<void> | undefined;
/** What this process has packaged itself. */
let ownPackageDir: string | undefined;

// Ctrl-C under npm comes twice, from the terminal and from npm: the second must not end the process half-way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

// npm that is told to end takes its shell along, but not this process: it ends when its parent is gone.
if (process.env['npm_lifecycle_event'] !== undefined) watchParent(process.ppid);

starting = start();
starting.catch((error: unknown) => {
  if (!stopped.signal.aborted) console.error(explain(error));
  void stop(stopped.signal.aborted ? 0 : 1);
});

/** Checks, packages, starts, and tells what runs where. */
async function start(): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(process.env);
  await checkPorts(settings);
  // Loading the embedded AWS takes a second, which packaging can use.
  const [packageDir, { startStack }] = await Promise.all([packaged(settings), import('./stack.ts')]);
  console.log('Starting the functions and the embedded AWS …');
  stack = await startStack({ settings, packageDir, localDir: LOCAL_DIR, onExit: fail });
  if (stopped.signal.aborted) return;
  console.log(describeStack(stack.health, settings, (performance.now() - startedAt) / 1000));
}

async function checkPorts({ httpPort, awsPort, inboxPort }: Settings): Promise<void> {
  await checkPortIsFree(httpPort, 'HTTP_PORT');
  await checkPortIsFree(awsPort, 'AWS_PORT');
  await checkPortIsFree(inboxPort, 'INBOX_PORT');
}

async function packaged({ packageDir, policyFile, awsPort, runsIn }: Settings): Promise<string> {
  if (packageDir !== undefined) return packageDir;
  // No two stacks share a port, so none packages into another's directory.
  ownPackageDir = join(LOCAL_DIR, `package-${awsPort}`);
  console.log('Packaging the service …');
  await packageService(REPOSITORY, ownPackageDir, {
    policyFile,
    params: deploymentParams(runsIn),
    signal: stopped.signal,
  });
  return ownPackageDir;
}

function watchParent(parent: number): void {
  setInterval(() => process.ppid !== parent && void stop(0), PARENT_CHECK_MS).unref();
}

function fail(error: Error): void {
  console.error(explain(error));
  void stop(1);
}

/** Stops everything that runs and ends the process; a second signal changes nothing. */
async function stop(exitCode: number): Promise<void> {
  if (stopped.signal.aborted) return;
  stopped.abort();
  // What is just starting is let start first, so that nothing of it stays behind.
  await starting?.catch(() => {});
  await stack?.stop();
  if (ownPackageDir !== undefined) await rm(ownPackageDir, { recursive: true, force: true });
  process.exit(exitCode);
}

/** Errors that are the user's to correct need no stack trace. */
function explain(error: unknown): unknown {
  const isForUser =
    error instanceof SettingsError ||
    error instanceof BusyPortError ||
    error instanceof PackageError ||
    // What the template asks for and is not there is named by several classes, which come with the stack.
    (error instanceof Error && error.name.startsWith('Unsupported'));
  return isForUser ? error.message : error;
}
