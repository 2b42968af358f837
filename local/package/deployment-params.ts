import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, objectAt } from 'embedded-aws/json.ts';
import { parse } from 'yaml';

/** Parameters of a deployment, as `--param` sets them. */
export type DeploymentParams = Record<string, string>;

/** A parameter that `serverless.yml` doesn't declare. */
export class UnknownParamError extends Error {
  override readonly name = 'UnknownParamError';

  constructor(param: string, known: string[]) {
    super(`There is no deployment parameter ${param}, only ${known.join(', ')}`);
  }
}

/**
 * A placeholder for each parameter. The framework only copies parameters as text, so filling in the values later gives the
 * same template, and one package serves them all.
 */
export async function placeholderParams(repository: string): Promise<DeploymentParams> {
  const names = Object.keys(await defaultParams(repository));
  return Object.fromEntries(names.map((name) => [name, placeholder(name)]));
}

/**
 * Fills in the parameters in the text of a compiled template.
 * @param given override the values that `serverless.yml` has for the stage `local`
 * @throws UnknownParamError
 */
export async function fillParams(repository: string, template: string, given: DeploymentParams): Promise<string> {
  const defaults = await defaultParams(repository);
  const unknown = Object.keys(given).find((name) => !(name in defaults));
  if (unknown !== undefined) throw new UnknownParamError(unknown, Object.keys(defaults));
  return Object.entries({ ...defaults, ...given }).reduce(
    (text, [name, value]) => text.replaceAll(placeholder(name), () => JSON.stringify(value).slice(1, -1)),
    template,
  );
}

async function defaultParams(repository: string): Promise<DeploymentParams> {
  const service: unknown = parse(await readFile(join(repository, 'serverless.yml'), 'utf8'));
  const params = objectAt(isObject(service) ? service : {}, 'params');
  const values = Object.entries({ ...objectAt(params, 'default'), ...objectAt(params, 'local') });
  return Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
}

function placeholder(name: string): string {
  return `@@param:${name}@@`;
}
