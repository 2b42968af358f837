import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { BusyPortError, checkPortIsFree } from 'embedded-aws/net/ports.ts';
import type { Stack } from 'embedded-aws/stack.ts';
import { organizationOf } from './organization.ts';
import { DeploymentParamError } from './package/deployment-params.ts';
import { readLocalTemplate, SERVICE_NAME } from './package/local-template.ts';
import { cachedPackage } from './package/package-cache.ts';
import { PackageError } from './package/package-service.ts';
import { type LocalPolicy, readLocalPolicy } from './policy.ts';
import { accountIdOf, deploymentParams } from './runs-in.ts';
import { externalSecret, webhookKeys } from './secret-values.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { type SignIn, startSignIn } from './sign-in.ts';
import { describeStack } from './start-message.ts';
import { TicketDesk } from './ticket-desk.ts';

const REPOSITORY = resolve(import.meta.dirname, '..');
const LOCAL_DIR = join(REPOSITORY, '.local');
const PARENT_CHECK_MS = 500;

enableCompileCache(join(LOCAL_DIR, 'compile-cache'));

const stopped = new AbortController();
let stack: Stack | undefined;
let signIn: SignIn | undefined;
let starting: Promise<void> | undefined;

// Under npm, Ctrl-C arrives twice, from the terminal and from npm: the second must not interrupt the shutdown.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

// When npm is told to end, it ends its shell but not this process, which therefore ends when its parent is gone.
if (process.env['npm_lifecycle_event'] !== undefined) watchParent(process.ppid);

starting = start();
starting.catch((error: unknown) => {
  if (!stopped.signal.aborted) console.error(explain(error));
  void stop(stopped.signal.aborted ? 0 : 1);
});

/** Checks, packages, starts, and says what runs where. */
async function start(): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(process.env);
  await checkPorts(settings);
  const policy = await readLocalPolicy(settings.policyFile ?? join(REPOSITORY, 'policy.yml'));
  signIn = await startSignIn(settings, policy);
  // Loading the embedded AWS takes a second, so it happens during packaging.
  const [packageDir, { startStack }] = await Promise.all([packaged(settings), import('embedded-aws/stack.ts')]);
  if (stopped.signal.aborted) return;
  console.log('Starting the functions and the embedded AWS …');
  stack = await startStack(await stackOptions(settings, packageDir, policy));
  if (stopped.signal.aborted) return;
  console.log(describeStack(stack.health, { ...settings, signIn }, (performance.now() - startedAt) / 1000));
}

async function checkPorts({ httpPort, awsPort, inboxPort }: Settings): Promise<void> {
  await checkPortIsFree(httpPort, 'HTTP_PORT');
  await checkPortIsFree(awsPort, 'AWS_PORT');
  await checkPortIsFree(inboxPort, 'INBOX_PORT');
}

async function packaged({ packageDir }: Settings): Promise<string> {
  if (packageDir !== undefined) return packageDir;
  const found = await cachedPackage(REPOSITORY, join(LOCAL_DIR, 'packages'), {
    onPackaging: () => console.log('Packaging the service …'),
    signal: stopped.signal,
  });
  if (found.isReused) console.log(`Reusing the package of this unchanged tree, ${found.packageDir}`);
  return found.packageDir;
}

async function stackOptions(settings: Settings, packageDir: string, { webhookSources, layerFiles }: LocalPolicy) {
  const params = { ...deploymentParams(settings.runsIn), ...signIn?.params, ...settings.deploymentParams };
  return {
    ...settings,
    template: await readLocalTemplate(packageDir, params),
    stackName: SERVICE_NAME,
    packageDir,
    layerFiles,
    workDir: LOCAL_DIR,
    lambda: settings.lambda && { ...settings.lambda, scriptsDir: join(REPOSITORY, 'test/bench') },
    accountId: accountIdOf(settings.runsIn),
    ...organizationOf(settings.organizationSize),
    secretValues: { declared: () => webhookKeys(webhookSources), external: externalSecret },
    standIns: [new TicketDesk()],
    log: (line: string) => console.log(line),
    onExit: fail,
  };
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
  // A stack that is just starting must finish first, so that all of it can be stopped.
  await starting?.catch(() => {});
  signIn?.stop();
  await stack?.stop();
  process.exit(exitCode);
}

/** Errors that the user can correct need no stack trace. */
function explain(error: unknown): unknown {
  const isForUser =
    [SettingsError, BusyPortError, PackageError, DeploymentParamError].some((kind) => error instanceof kind) ||
    // These classes are loaded late, with the stack and the policy.
    (error instanceof Error && (error.name.startsWith('Unsupported') || error.name === 'PolicyError'));
  return isForUser && error instanceof Error ? error.message : error;
}
