import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject, parseJson, textAt } from 'embedded-aws/json.ts';
import { findFreePort } from 'embedded-aws/net/ports.ts';
import type { AccountKind } from '../../local/runs-in.ts';
import { SmokeError } from '../errors.ts';
import { until } from '../wait.ts';

/** A stack of the embedded AWS in a process of its own. */
export interface EmbeddedStack {
  awsUrl: string;
  httpApiUrl: string;
  inboxUrl: string;
  stop(): Promise<void>;
}

export interface EmbeddedStackOptions {
  repository: string;
  policyFile: string;
  runsIn: AccountKind;
  signal: AbortSignal;
}

const LAST_LINES = 20;

/**
 * Packages the service, as `npm start` does, and runs it.
 * @throws SmokeError with what the stack has said last, when it ends instead
 */
export async function startEmbeddedStack(options: EmbeddedStackOptions): Promise<EmbeddedStack> {
  const awsPort = await findFreePort();
  const awsUrl = `http://127.0.0.1:${awsPort}`;
  const { child, said } = await spawnStack(options, awsPort);
  try {
    const health = await until('ready stack', { signal: options.signal, everyMs: 100 }, async () => {
      if (child.exitCode !== null) throw new SmokeError(`The stack did not start:\n${said.lines.join('\n')}`);
      return said.isReady ? readHealth(awsUrl) : undefined;
    });
    return { awsUrl, ...health, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function spawnStack({ repository, policyFile, runsIn }: EmbeddedStackOptions, awsPort: number) {
  const ports = {
    AWS_PORT: String(awsPort),
    HTTP_PORT: String(await findFreePort()),
    INBOX_PORT: String(await findFreePort()),
    SIGN_IN_PORT: String(await findFreePort()),
  };
  const settings = { TIME_SCALE: '', ACCOUNT_QUOTAS: '', DEPLOYMENT_PARAMS: '' };
  const child = spawn(process.execPath, [join(repository, 'local/start.ts')], {
    cwd: repository,
    env: { ...process.env, ...settings, ...ports, POLICY_FILE: policyFile, RUNS_IN: runsIn },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for the run, which stops the stack when the contact is restored.
    detached: true,
  });
  const said: { isReady: boolean; lines: string[] } = { isReady: false, lines: [] };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.isReady ||= line.startsWith('Ready after');
      said.lines = [...said.lines, line].slice(-LAST_LINES);
    });
  }
  return { child, said };
}

async function readHealth(awsUrl: string): Promise<{ httpApiUrl: string; inboxUrl: string } | undefined> {
  const response = await fetch(`${awsUrl}/_local/health`);
  const health = parseJson(await response.text())?.value;
  if (!response.ok || !isObject(health)) return undefined;
  return { httpApiUrl: textAt(health, 'httpApiUrl') ?? '', inboxUrl: textAt(health, 'inboxUrl') ?? '' };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
