import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import { type DeploymentParams, withParams } from './deployment-params.ts';

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** `custom.name` of `serverless.yml` for the stage `local`, and the name of its stack. */
export const SERVICE_NAME = 'alternate-contacts-local';

export interface LocalTemplateOptions {
  packageDir: string;
  params: DeploymentParams;
  /** CloudFormation resources for the secrets of the policy's ticket sources, as in `serverless.yml`. */
  webhookSecrets: JsonObject;
}

/** Reads the compiled template of a package, with the parameters of this start and the secrets that its policy needs. */
export async function readLocalTemplate(options: LocalTemplateOptions): Promise<JsonObject> {
  const { packageDir, params, webhookSecrets } = options;
  const packagedTemplate = parseJson(await readFile(join(packageDir, TEMPLATE), 'utf8'))?.value;
  if (!isObject(packagedTemplate)) throw new Error(`${packageDir} has no compiled template`);
  const template = withParams(packagedTemplate, params);
  const packaged = Object.entries(objectAt(template, 'Resources'));
  const kept = packaged.filter(([, resource]) => !isWebhookSecret(resource) && !isRotation(resource));
  return { ...template, Resources: { ...Object.fromEntries(kept), ...withServiceName(webhookSecrets) } };
}

function isWebhookSecret(resource: unknown): boolean {
  if (!isObject(resource) || resource['Type'] !== 'AWS::SecretsManager::Secret') return false;
  return textAt(objectAt(resource, 'Properties'), 'Name')?.startsWith(`${SERVICE_NAME}/webhooks/`) ?? false;
}

/** Of a webhook secret: no other secret is rotated. */
function isRotation(resource: unknown): boolean {
  return isObject(resource) && resource['Type'] === 'AWS::SecretsManager::RotationSchedule';
}

function withServiceName(resources: JsonObject): JsonObject {
  const text = JSON.stringify(resources).replaceAll(`\${self:custom.name}`, SERVICE_NAME);
  const named = parseJson(text)?.value;
  return isObject(named) ? named : {};
}
