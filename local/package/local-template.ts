import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject, parseJson } from 'embedded-aws/json.ts';
import { type DeploymentParams, withParams } from './deployment-params.ts';

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** `custom.name` of `serverless.yml` for the stage `local`, and the name of its stack. */
export const SERVICE_NAME = 'alternate-contacts-local';

/** Reads the compiled template of a package, with the parameters of this start. */
export async function readLocalTemplate(packageDir: string, params: DeploymentParams): Promise<JsonObject> {
  const template = parseJson(await readFile(join(packageDir, TEMPLATE), 'utf8'))?.value;
  if (!isObject(template)) throw new Error(`${packageDir} has no compiled template`);
  return withParams(template, params);
}
