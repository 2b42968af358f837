import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Place } from '../place.ts';
import { findFreePort, waitForPort } from '../ports.ts';
import { killGroup, spawnServerless } from '../serverless-command.ts';
import type { FunctionModel } from '../template/function-models.ts';
import { unpackFunction } from './function-package.ts';
import type { HostedFunction } from './hosted-function.ts';
import { createInvoker, type Invoke } from './invoker.ts';

/** Where the functions run. */
export interface FunctionsHostOptions {
  place: Place;
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

const HOSTED_FUNCTION = fileURLToPath(new URL('./hosted-function.ts', import.meta.url));
const RAW_REQUEST = fileURLToPath(new URL('./raw-request.ts', import.meta.url));
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
  await writeFile(join(runDir, 'package.json'), '{ "type": "commonjs" }\n');
  for (const model of functions) await writeFunction(options, model);
  // serverless-offline requires a module that is a function.
  const authenticationProvider = join(runDir, 'authentication-provider.js');
  await writeFile(
    authenticationProvider,
    `module.exports = require(${JSON.stringify(RAW_REQUEST)}).keepRawRequests;\n`,
  );
  const service = {
    service: 'local',
    configValidationMode: 'off',
    provider: { name: 'aws', runtime: 'nodejs24.x', region: 'us-east-1', stage: 'local' },
    plugins: ['serverless-offline'],
    functions: Object.fromEntries(functions.map((model) => [model.key, declareFunction(model)])),
    custom: {
      offline: { customAuthenticationProvider: authenticationProvider },
      'serverless-offline': {
        host: '127.0.0.1',
        httpPort,
        lambdaPort,
        noPrependStageInUrl: true,
        noSponsor: true,
        // Each function has threads of its own, which keep its time; see sandbox.ts.
        useInProcess: true,
        noTimeout: true,
      },
    },
  };
  await writeFile(join(runDir, 'serverless.json'), JSON.stringify(service, null, 2));
}

/** Unpacks a function, beside a handler that wraps the packaged one. */
async function writeFunction(options: FunctionsHostOptions, model: FunctionModel): Promise<void> {
  const { place, packageDir, runDir, environment } = options;
  const directory = join(runDir, 'code', model.key);
  await unpackFunction(join(packageDir, `${model.key}.zip`), directory);
  const [, module = '', handlerName = ''] = /^(.+)\.([^.]+)$/.exec(model.handler) ?? [];
  const hosted: HostedFunction = {
    moduleUrl: pathToFileURL(join(directory, module)).href,
    handlerName,
    servesPeople: model.routes.length > 0,
    arn: model.arn,
    accountId: place.accountId,
    routes: model.routes,
    timeoutSeconds: model.timeoutSeconds,
    environment: {
      ...model.environment,
      ...lambdaEnvironment(model),
      ...environment(model),
      NODE_COMPILE_CACHE: join(runDir, 'compile-cache'),
    },
  };
  const handler = [
    `const { hostFunction } = require(${JSON.stringify(HOSTED_FUNCTION)});`,
    `exports.handler = hostFunction(${JSON.stringify(hosted)});`,
  ];
  // serverless-offline looks for the file at each invocation, first for one without an extension.
  await writeFile(join(runDir, 'handlers', model.key), `${handler.join('\n')}\n`);
}

/** What Lambda itself puts into a function's environment, as far as libraries read it. */
function lambdaEnvironment({ name, memoryMb }: FunctionModel): Record<string, string> {
  return {
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    TZ: ':UTC',
  };
}

function declareFunction(model: FunctionModel) {
  return {
    name: model.name,
    handler: `handlers/${model.key}.handler`,
    memorySize: model.memoryMb,
    events: model.routes.map(({ routeKey }) => ({ httpApi: routeKey })),
  };
}

/** serverless-offline draws its routes whatever its log level. */
const ROUTES_BOX = /^\s*([┌│└].*)?$/;

/** Lets every line that the functions log through. */
function forwardLines(child: ChildProcess): void {
  const { stdout, stderr } = child;
  const forward = (write: (line: string) => void) => (line: string) => {
    if (!ROUTES_BOX.test(line)) write(line);
  };
  if (stdout)
    createInterface({ input: stdout }).on(
      'line',
      forward((line) => console.log(line)),
    );
  if (stderr)
    createInterface({ input: stderr }).on(
      'line',
      forward((line) => console.error(line)),
    );
}

async function stopChild(child: ChildProcess, hasEnded: () => boolean): Promise<void> {
  if (hasEnded()) return;
  const closed = once(child, 'close');
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_PATIENCE_MS);
  await closed;
  clearTimeout(timer);
}
