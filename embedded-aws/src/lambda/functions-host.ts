import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort, waitForPort } from '../net/ports.ts';
import { createInvoker, createThreadsEnd, type EndThreads, type Invoke } from './invoker.ts';
import { type OfflineServiceOptions, unpackedFunction, writeOfflineService } from './offline-service.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { openPoolDoor } from './pool-door.ts';
import { killGroup, spawnServerless } from './serverless-command.ts';

/** Where and how the functions run. */
export interface FunctionsHostOptions
  extends Omit<OfflineServiceOptions, 'lambdaPort' | 'invocationToken' | 'poolUrl'> {
  /** Runs the functions in this process, as many at a time as Lambda would; without it, serverless-offline runs them. */
  lambda?: Pick<PoolOptions, 'world' | 'concurrency'> | undefined;
  /** Keeps compiled modules from one run to the next. */
  workDir: string;
  /** Takes every line that the functions log. */
  log(line: string): void;
  /** Called when the functions' process ends by itself. */
  onExit(error: Error): void;
}

export interface FunctionsHost {
  invoke: Invoke;
  endThreads: EndThreads;
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 3_000;

/** Runs the packaged functions in serverless-offline: behind the HTTP API, and to be invoked. */
export async function startFunctions(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const lambdaPort = await findFreePort();
  const invocationToken = randomUUID();
  const { lambda } = options;
  const pool = lambda && new Pool({ ...options, ...lambda, unpacked: (model) => unpackedFunction(options, model) });
  const door = pool && (await openPoolDoor(pool, invocationToken));
  await writeOfflineService({ ...options, lambdaPort, invocationToken, ...(door && { poolUrl: door.url }) });
  const child = spawnServerless({
    directory: options.runDir,
    arguments: ['offline', 'start', '--stage', 'local'],
    compileCache: join(options.workDir, 'compile-cache'),
    environment: { SLS_LOG_LEVEL: 'error', NODE_NO_WARNINGS: '1' },
  });
  forwardLines(child, options.log);
  let ended: Error | undefined;
  let stopping = false;
  child.once('close', (code) => {
    ended = new Error(`The functions' process ended with code ${code}`);
    if (!stopping) options.onExit(ended);
  });
  const stop = async () => {
    stopping = true;
    await stopChild(child, () => ended !== undefined);
    door?.server.closeAllConnections();
    door?.server.close();
    await pool?.endThreads('*');
  };
  try {
    await Promise.all([options.httpPort, lambdaPort].map((port) => waitForPort(port, () => ended)));
  } catch (error) {
    await stop();
    throw error;
  }
  if (pool) return { invoke: pool.invoke, endThreads: pool.endThreads, stop };
  const url = `http://127.0.0.1:${lambdaPort}`;
  const hosted = { url, invocationToken, functions: options.functions };
  return { invoke: createInvoker(hosted), endThreads: createThreadsEnd(hosted), stop };
}

/** serverless-offline prints its routes at every log level. */
const ROUTES_BOX = /^\s*([┌│└].*)?$/;

function forwardLines({ stdout, stderr }: ChildProcess, log: (line: string) => void): void {
  for (const stream of [stdout, stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => ROUTES_BOX.test(line) || log(line));
  }
}

async function stopChild(child: ChildProcess, hasEnded: () => boolean): Promise<void> {
  if (hasEnded()) return;
  const closed = once(child, 'close');
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_PATIENCE_MS);
  await closed;
  clearTimeout(timer);
}
