import { isObject, type JsonObject, objectAt } from 'embedded-aws/json.ts';
import { parameterOf, refusal } from '../../packaging/parameters.ts';

/** Parameters of a deployment, as `--param` sets them. */
export type DeploymentParams = Record<string, string>;

/** A parameter of a deployment that the service doesn't have, or whose value it refuses. */
export class DeploymentParamError extends Error {
  override readonly name = 'DeploymentParamError';
}

/**
 * A compiled template with these parameters: nothing else in it depends on them, so one package serves all their values.
 * @param given override the values that `serverless.yml` has for the stage of the package
 * @throws DeploymentParamError
 */
export function withParams(template: JsonObject, given: DeploymentParams): JsonObject {
  const parameters = objectAt(template, 'Parameters');
  const values = Object.entries(given).map(([param, value]) => {
    const name = parameterOf(param);
    const parameter = parameters[name];
    if (!isObject(parameter)) throw new DeploymentParamError(unknown(param, parameters));
    const must = refusal(value, parameter);
    if (must !== undefined) throw new DeploymentParamError(`The deployment parameter ${param} ${must}`);
    return [name, { ...parameter, Default: value }] as const;
  });
  return { ...template, Parameters: { ...parameters, ...Object.fromEntries(values) } };
}

function unknown(param: string, parameters: JsonObject): string {
  const known = Object.keys(parameters).map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return `There is no deployment parameter ${param}, only ${known.toSorted().join(', ')}`;
}
