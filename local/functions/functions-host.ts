import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { findFreePort, waitForPort } from '../ports.ts';
import { killGroup, spawnServerless } from '../serverless-command.ts';
import type { FunctionModel } from '../template/stack-model.ts';
import { unpackFunction } from './function-package.ts';
import { createInvoker, type Invoke } from './invoker.ts';

/** Where the functions run. */
export interface FunctionsHostOptions {
  functions: FunctionModel[];
  /** The directory with a `<key>.zip` for each function. */
  packageDir: string;
  /** A directory of this stack alone, inside the repository. */
  runDir: string;
  httpPort: number;
  /** Added to each function's environment. */
  environment(model: FunctionModel): Record<string, string>;
  /** Called when the functions' process ends by itself. */
  onExit(error: Error): void;
}

/** The running functions. */
export interface FunctionsHost {
  invoke: Invoke;
  stop(): Promise<void>;
}

const HOSTED_FUNCTION = new URL('./hosted-function.ts', import.meta.url).href;
const STOP_PATIENCE_MS = 3_000;

/** Runs the packaged functions in serverless-offline: behind the HTTP API, and to be invoked. */
export async function startFunctions(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const lambdaPort = await findFreePort();
  await writeService(options, lambdaPort);
  const child = spawnServerless({
    directory: options.runDir,
    arguments: ['offline', 'start', '--stage', 'local'],
    environment: { SLS_LOG_LEVEL: 'error', NODE_NO_WARNINGS: '1' },
  });
  forwardLines(child);
  let ended: Error | undefined;
  let stopping = false;
  child.once('close', (code) => {
    ended = new Error(`The functions' process ended with code ${code}`);
    if (!stopping) options.onExit(ended);
  });
  const stop = async () => {
    stopping = true;
    await stopChild(child, () => ended !== undefined);
  };
  try {
    await Promise.all([options.httpPort, lambdaPort].map((port) => waitForPort(port, () => ended)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { invoke: createInvoker(`http://127.0.0.1:${lambdaPort}`, options.functions), stop };
}

/** Writes a service of nothing but the packaged functions. */
async function writeService(options: FunctionsHostOptions, lambdaPort: number): Promise<void> {
  const { functions, runDir, httpPort } = options;
  await mkdir(join(runDir, 'handlers'), { recursive: true });
  await writeFile(join(runDir, 'package.json'), '{ "type": "module" }\n');
  for (const model of functions) await writeFunction(options, model);
  const service = {
    service: 'local',
    configValidationMode: 'off',
    provider: { name: 'aws', runtime: 'nodejs24.x', region: 'us-east-1', stage: 'local' },
    plugins: ['serverless-offline'],
    functions: Object.fromEntries(functions.map((model) => [model.key, declareFunction(options, model)])),
    custom: { 'serverless-offline': { host: '127.0.0.1', httpPort, lambdaPort, noPrependStageInUrl: true, noSponsor: true } },
  };
  await writeFile(join(runDir, 'serverless.json'), JSON.stringify(service, null, 2));
}

/** Unpacks a function, beside a handler that wraps the packaged one. */
async function writeFunction({ packageDir, runDir }: FunctionsHostOptions, model: FunctionModel): Promise<void> {
  const directory = join(runDir, 'code', model.key);
  await unpackFunction(join(packageDir, `${model.key}.zip`), directory);
  const [, module = '', name = ''] = /^(.+)\.([^.]+)$/.exec(model.handler) ?? [];
  const handler = [
    `import { hostFunction } from ${JSON.stringify(HOSTED_FUNCTION)};`,
    `import { findModule } from ${JSON.stringify(new URL('./find-module.ts', import.meta.url).href)};`,
    `const load = () => import(findModule(${JSON.stringify(pathToFileURL(join(directory, module)).href)}));`,
    `export const handler = hostFunction(load, ${JSON.stringify(name)}, ${JSON.stringify(model.routes)});`,
  ];
  await writeFile(join(runDir, 'handlers', `${model.key}.js`), `${handler.join('\n')}\n`);
}

function declareFunction({ environment }: FunctionsHostOptions, model: FunctionModel) {
  return {
    name: model.name,
    handler: `handlers/${model.key}.handler`,
    timeout: model.timeoutSeconds,
    memorySize: model.memoryMb,
    environment: { ...model.environment, ...environment(model) },
    events: model.routes.map((route) => ({ httpApi: route })),
  };
}

/** Lets every line that the functions log through. */
function forwardLines(child: ChildProcess): void {
  const { stdout, stderr } = child;
  if (stdout) createInterface({ input: stdout }).on('line', (line) => console.log(line));
  if (stderr) createInterface({ input: stderr }).on('line', (line) => console.error(line));
}

async function stopChild(child: ChildProcess, hasEnded: () => boolean): Promise<void> {
  if (hasEnded()) return;
  const closed = once(child, 'close');
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_PATIENCE_MS);
  await closed;
  clearTimeout(timer);
}
