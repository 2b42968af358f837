import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackLayers, withLayerPaths } from 'embedded-aws/lambda/layers.ts';
import { unpackFunction } from 'embedded-aws/lambda/unpack.ts';
import { StackAccount } from 'embedded-aws/stack-account.ts';
import type { FunctionModel } from 'embedded-aws/template/function-models.ts';
import { readStackModel } from 'embedded-aws/template/stack-model.ts';
import { Template } from 'embedded-aws/template/template.ts';
import { readLocalTemplate, SERVICE_NAME } from '../../local/package/local-template.ts';
import { readLocalPolicy } from '../../local/policy.ts';
import { externalSecret, webhookKeys } from '../../local/secret-values.ts';
import { SHIPPED_POLICY } from '../shipped-policy.ts';

/** A function of the package, unpacked together with its layers. */
export interface PackagedFunction {
  name: string;
  /** The module that Lambda loads. */
  file: string;
  handlerName: string;
  /** What the template gives it, and Lambda. */
  environment: Record<string, string>;
}

/** Lambda's own variables, as far as libraries read them. */
export const LAMBDA_ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SESSION_TOKEN: 'test',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_FUNCTION_NAME: 'test',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  TZ: ':UTC',
};

/** Unpacks every function of the package into the directory, without starting anything. */
export async function unpackPackage(packageDir: string, directory: string): Promise<PackagedFunction[]> {
  const models = await readModels(packageDir);
  await unpackLayers(models, { packageDir, runDir: directory });
  return Promise.all(models.map((model) => unpacked(model, packageDir, directory)));
}

/**
 * Evaluates a program in a fresh process that has this environment and no other variable.
 * @returns what it has written
 */
export async function runFresh(program: string, environment: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: environment });
  return stdout;
}

async function unpacked(model: FunctionModel, packageDir: string, directory: string): Promise<PackagedFunction> {
  const code = join(directory, 'code', model.key);
  await unpackFunction(join(packageDir, `${model.key}.zip`), code);
  const [, module = '', handlerName = ''] = /^(.+)\.([^.]+)$/.exec(model.handler) ?? [];
  return {
    name: model.key,
    file: join(code, `${module}.js`),
    handlerName,
    environment: { ...LAMBDA_ENVIRONMENT, ...withLayerPaths(model, directory) },
  };
}

async function readModels(packageDir: string): Promise<FunctionModel[]> {
  const { webhookSources } = await readLocalPolicy(SHIPPED_POLICY);
  const template = await readLocalTemplate(packageDir, {});
  const context = {
    account: new StackAccount('111111111111'),
    stackName: SERVICE_NAME,
    httpApiUrl: 'http://localhost:3000',
    awsEndpointUrl: 'http://localhost:4566',
    secretValues: { declared: () => webhookKeys(webhookSources), external: externalSecret },
  };
  return readStackModel(new Template(template, context)).functions;
}
