import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import type { Health } from 'embedded-aws/endpoint/control.ts';
import type { Fault } from 'embedded-aws/endpoint/fault.ts';
import { findFreePort } from 'embedded-aws/net/ports.ts';
import type { AccountKind } from '../../local/runs-in.ts';
import type { TicketCall } from '../../local/ticket-call.ts';
import { SHIPPED_POLICY } from '../shipped-policy.ts';

/** How a stack for tests differs from `npm start`. */
export interface StackOptions {
  /** Multiplies retry intervals, waits and task timeouts. Default 1. */
  timeScale?: number;
  /** Whether calls over the Account API's quotas are refused, and whether these count in scaled time. Default true. */
  accountQuotas?: boolean | 'scaled';
  /** The account that the stack runs in. Default: the management account. */
  runsIn?: AccountKind;
  /** Another policy than the shipped one. */
  policyFile?: string;
  /** Parameters of the deployment. */
  params?: Record<string, string>;
  /** An already packaged service. Default: the one that `package-once.ts` made, else the service is packaged. */
  packageDir?: string;
  /** Where it listens. Default: free ports, others at each start. */
  ports?: Ports;
  /** Further settings, for tests of the settings themselves. */
  environment?: Record<string, string>;
}

/** Of the HTTP API, the AWS endpoint, the inbox and the identity provider. */
export type Ports = readonly [number, number, number, number];

/** A fault to inject; see `/_local/faults`. */
export type InjectedFault = Pick<Fault, 'operation'> & Partial<Fault>;

/** A running stack. */
export interface TestStack {
  health: Health;
  /** Settings for the clients of the AWS SDK. */
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  httpApiUrl: string;
  inboxUrl: string;
  /** Every line that the stack and its functions have logged. */
  logs: string[];
  process: ChildProcess;
  /** Replaces the faults to inject. */
  setFaults(faults: InjectedFault[]): Promise<void>;
  /** What SES lets the account send; `{}` is everything. */
  setMailAccount(settings: object): Promise<void>;
  calls(): Promise<LoggedCall[]>;
  events(): Promise<Record<string, unknown>[]>;
  /** The calls that the ticket desk received. */
  tickets(): Promise<TicketCall[]>;
  /** The mails in the inbox, oldest first. */
  mails(): Promise<Mail[]>;
  /** Stops the stack and waits until it is gone. */
  stop(): Promise<void>;
}

/** A mail as the inbox keeps it. */
interface Mail {
  subject: string;
  destination: { to: string[] };
  body: { text?: string; html?: string };
}

const REPOSITORY = resolve(import.meta.dirname, '../..');
const PATIENCE_MS = 60_000;

/** Starts a stack on free ports and waits until everything serves. If somebody has taken a port meanwhile, it takes others. */
export async function startStack(options: StackOptions = {}): Promise<TestStack> {
  return tryToStart(options).catch((error: unknown) => {
    if (String(error).includes('is in use')) return tryToStart(options);
    throw error;
  });
}

async function tryToStart(options: StackOptions): Promise<TestStack> {
  const [httpPort, awsPort, inboxPort, signInPort] = options.ports ?? (await findFreePorts());
  const { process: child, logs } = spawnStack({
    HTTP_PORT: String(httpPort),
    AWS_PORT: String(awsPort),
    INBOX_PORT: String(inboxPort),
    SIGN_IN_PORT: String(signInPort),
    ...settingsOf(options),
  });
  const endpoint = `http://127.0.0.1:${awsPort}`;
  const health = await waitForHealth(endpoint, child, logs);
  return {
    health,
    client: { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    httpApiUrl: health.httpApiUrl,
    inboxUrl: health.inboxUrl,
    logs,
    process: child,
    setFaults: (faults) => putJson(`${endpoint}/_local/faults`, faults),
    setMailAccount: (settings) => putJson(`${endpoint}/_local/mail-account`, settings),
    calls: () => readJson(`${endpoint}/_local/calls`),
    events: () => readJson(`${endpoint}/_local/events`),
    tickets: () => readJson(`${endpoint}/_local/tickets`),
    mails: async () => (await readJson<{ emails: Mail[] }>(`${health.inboxUrl}/store`)).emails,
    stop: () => stopStack(child),
  };
}

/** Four ports that nobody uses now. */
export async function findFreePorts(): Promise<Ports> {
  const ports: Ports = [await findFreePort(), await findFreePort(), await findFreePort(), await findFreePort()];
  // A port that is free again at once can be found twice.
  return new Set(ports).size === ports.length ? ports : findFreePorts();
}

async function putJson(url: string, value: unknown): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(value) });
  if (!response.ok) throw new Error(await response.text());
}

/** Starts `npm start`'s program with settings of its own, and collects what it logs. */
export function spawnStack(environment: Record<string, string>): { process: ChildProcess; logs: string[] } {
  const child = spawn(process.execPath, [join(REPOSITORY, 'local/start.ts')], {
    cwd: REPOSITORY,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logs: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => logs.push(line));
  }
  return { process: child, logs };
}

function settingsOf(options: StackOptions) {
  const { timeScale, accountQuotas, runsIn, policyFile, params, packageDir, environment } = options;
  return {
    TIME_SCALE: String(timeScale ?? 1),
    ACCOUNT_QUOTAS: accountQuotas === 'scaled' ? 'scaled' : accountQuotas === false ? 'off' : 'on',
    RUNS_IN: runsIn ?? '',
    POLICY_FILE: policyFile ?? SHIPPED_POLICY,
    DEPLOYMENT_PARAMS: params ? JSON.stringify(params) : '',
    PACKAGE_DIR: packageDir ?? process.env['PACKAGE_DIR'] ?? '',
    ...environment,
  };
}

async function waitForHealth(endpoint: string, child: ChildProcess, logs: string[]): Promise<Health> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(`${endpoint}/_local/health`).catch(() => undefined);
    // Two stacks that start at once can find the same port free: then another one answers, and this one ends.
    if (response?.ok && logs.some((line) => line.startsWith('Ready after'))) return readBody(response);
    await delay(100);
  }
  await stopStack(child);
  throw new Error(`The stack did not start:\n${logs.join('\n')}`);
}

async function stopStack(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

async function readJson<Content>(url: string): Promise<Content> {
  return readBody(await fetch(url));
}

/** The control pages and the inbox answer what their types say. */
async function readBody<Content>(response: Response): Promise<Content> {
  return JSON.parse(await response.text());
}
