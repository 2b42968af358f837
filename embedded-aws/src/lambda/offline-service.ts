import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StackAccount } from '../stack-account.ts';
import type { FunctionModel } from '../template/function-models.ts';
import type { HostedFunction } from './hosted-function.ts';
import { type LayersOptions, unpackLayers, withLayerPaths } from './layers.ts';
import type { UnpackedFunction } from './pooled-function.ts';
import { unpackFunction } from './unpack.ts';

export interface OfflineServiceOptions extends LayersOptions {
  account: StackAccount;
  functions: FunctionModel[];
  httpPort: number;
  lambdaPort: number;
  /** What every invocation of a function must carry. */
  invocationToken: string;
  /** The address of the pool that runs the functions; without it, they run in threads of serverless-offline's process. */
  poolUrl?: string;
  /** Added to each function's environment. */
  environment(model: FunctionModel): Record<string, string>;
}

const HOSTED_FUNCTION = fileURLToPath(new URL('./hosted-function.ts', import.meta.url));
const RAW_REQUEST = fileURLToPath(new URL('./raw-request.ts', import.meta.url));

/** Writes a service that consists of nothing but the packaged functions into `runDir`. */
export async function writeOfflineService(options: OfflineServiceOptions): Promise<void> {
  const { functions, runDir } = options;
  await mkdir(join(runDir, 'handlers'), { recursive: true });
  await writeFile(join(runDir, 'package.json'), '{ "type": "commonjs" }\n');
  await Promise.all([unpackLayers(functions, options), ...functions.map((model) => writeFunction(options, model))]);
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
      'serverless-offline': offlineSettings(options),
    },
  };
  await writeFile(join(runDir, 'serverless.json'), JSON.stringify(service, null, 2));
}

function offlineSettings({ httpPort, lambdaPort }: OfflineServiceOptions) {
  return {
    host: '127.0.0.1',
    httpPort,
    lambdaPort,
    noPrependStageInUrl: true,
    noSponsor: true,
    // serverless-offline starts a worker for each concurrent invocation, up to gigabytes of them, and gives them the
    // environment of its own process. The functions have threads of their own instead, which time them too: see sandbox.ts.
    useInProcess: true,
    noTimeout: true,
  };
}

/** Unpacks a function, beside a handler that wraps the packaged one. */
async function writeFunction(options: OfflineServiceOptions, model: FunctionModel): Promise<void> {
  const { account, packageDir, runDir, invocationToken, poolUrl } = options;
  await unpackFunction(join(packageDir, `${model.key}.zip`), codeDirectory(runDir, model));
  const hosted: HostedFunction = {
    ...unpackedFunction(options, model),
    name: model.name,
    poolUrl,
    servesPeople: model.routes.length > 0,
    arn: model.arn,
    accountId: account.id,
    organizationId: account.organizationId,
    routes: model.routes,
    invocationToken,
    timeoutSeconds: model.timeoutSeconds,
  };
  const handler = [
    `const { hostFunction } = require(${JSON.stringify(HOSTED_FUNCTION)});`,
    `exports.handler = hostFunction(${JSON.stringify(hosted)});`,
  ];
  // serverless-offline looks for the file at every invocation, without an extension first.
  await writeFile(join(runDir, 'handlers', model.key), `${handler.join('\n')}\n`);
}

/** Where a function is once the service is written, and its whole environment. */
export function unpackedFunction(
  { runDir, environment }: Pick<OfflineServiceOptions, 'runDir' | 'environment'>,
  model: FunctionModel,
): UnpackedFunction {
  const [, module = '', handlerName = ''] = /^(.+)\.([^.]+)$/.exec(model.handler) ?? [];
  return {
    moduleUrl: pathToFileURL(join(codeDirectory(runDir, model), module)).href,
    handlerName,
    environment: {
      ...withLayerPaths(model, runDir),
      ...lambdaEnvironment(model),
      ...environment(model),
      NODE_COMPILE_CACHE: join(runDir, 'compile-cache'),
    },
  };
}

function codeDirectory(runDir: string, { key }: FunctionModel): string {
  return join(runDir, 'code', key);
}

/** The variables that Lambda itself adds, as far as libraries read them. */
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
