import {
  asList,
  intrinsicOf,
  isObject,
  type JsonObject,
  type Template,
  type TemplateResource,
} from '../validation/template.ts';
import { ImportRefusedError } from './import-refused-error.ts';
import type { KeptResource } from './kept-resources.ts';
import { settledValue } from './settled-value.ts';

/** By what CloudFormation knows a resource that it imports. */
const IDENTIFIERS: Record<string, string> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::KMS::Key': 'KeyId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueUrl',
};

/** What a change set that imports needs. */
export interface ImportPlan {
  /** Holds what is imported and nothing else. */
  template: { Resources: Record<string, TemplateResource> };
  resourcesToImport: {
    ResourceType: string;
    LogicalResourceId: string;
    ResourceIdentifier: Record<string, string>;
  }[];
}

/**
 * Plans the import of what a deleted stack has kept into a new stack of the same template.
 * @param without the logical ids of what is gone since, and is left out
 * @throws ImportRefusedError naming what one has and the other has not
 */
export function importPlan(template: Template, keptResources: KeptResource[], without: string[] = []): ImportPlan {
  const kept = new Map(keptResources.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]));
  const retained = Object.entries(template.Resources).filter(([, resource]) => isRetained(template, resource));
  checkSame(new Set(retained.map(([id]) => id)), new Set(kept.keys()), new Set(without));
  const imported = retained.filter(([id]) => !without.includes(id));
  const ids = new Set(imported.map(([id]) => id));
  const Resources = Object.fromEntries(imported.map(([id, resource]) => [id, alone(resource, template, ids)]));
  checkReferences(Resources, without);
  return {
    template: { Resources },
    resourcesToImport: imported.map(([id, { Type }]) => ({
      ResourceType: Type,
      LogicalResourceId: id,
      ResourceIdentifier: { [identifierOf(Type)]: kept.get(id) ?? '' },
    })),
  };
}

/** By what CloudFormation imports a type. @throws ImportRefusedError if that is not known here */
export function identifierOf(type: string): string {
  const identifier = IDENTIFIERS[type];
  if (identifier === undefined) throw new ImportRefusedError(`nobody knows how to import ${type}`);
  return identifier;
}

function isRetained(template: Template, { DeletionPolicy = 'Delete', Condition }: TemplateResource): boolean {
  if (DeletionPolicy === 'Delete') return false;
  return Condition === undefined || settledValue({ 'Fn::If': [Condition, true, false] }, template) === true;
}

function checkSame(retained: Set<string>, kept: Set<string>, without: Set<string>): void {
  const missing = [...retained].filter((id) => !kept.has(id) && !without.has(id));
  const needless = [...without].filter((id) => !retained.has(id));
  const unknown = [...kept].filter((id) => !retained.has(id));
  if (needless.length > 0)
    throw new ImportRefusedError(`the template does not retain ${needless.join(', ')}, so it cannot be left out`);
  if (missing.length > 0)
    throw new ImportRefusedError(
      `the deleted stack has not kept ${missing.join(', ')}: package with the parameters of the deleted stack, or leave out ` +
        `what is gone for good: ${missing.map((id) => `--without ${id}`).join(' ')}`,
    );
  if (unknown.length > 0)
    throw new ImportRefusedError(
      `the template does not retain ${unknown.join(', ')}: package it with the parameters of the deleted stack`,
    );
}

/** What is encrypted with a key that is gone can't be read any more. */
function checkReferences(resources: Record<string, TemplateResource>, without: string[]): void {
  for (const id of without) {
    const users = Object.entries(resources).flatMap(([user, resource]) =>
      referencesIn(resource).includes(id) ? user : [],
    );
    if (users.length > 0)
      throw new ImportRefusedError(`${users.join(', ')} cannot be used without ${id}: leave that out, too`);
  }
}

/** A resource without what refers to others that are not imported: a statement of a key's policy. The next deployment adds it. */
function alone(resource: TemplateResource, template: Template, ids: Set<string>): TemplateResource {
  const { Condition: _, ...others } = resource;
  const Properties = settledValue(resource.Properties, template);
  return { ...others, DeletionPolicy: 'Retain', Properties: isObject(Properties) ? withKnown(Properties, ids) : {} };
}

function withKnown(properties: JsonObject, ids: Set<string>): JsonObject {
  const policy = properties['KeyPolicy'];
  if (!isObject(policy)) return properties;
  const Statement = asList(policy['Statement']).filter((statement) =>
    referencesIn(statement).every((id) => ids.has(id)),
  );
  return { ...properties, KeyPolicy: { ...policy, Statement } };
}

/** The resources that a value refers to. */
export function referencesIn(value: unknown): string[] {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Ref') return [String(intrinsic.argument)].filter((name) => !name.startsWith('AWS::'));
  if (intrinsic?.name === 'Fn::GetAtt') return [String(asList(intrinsic.argument)[0])];
  if (intrinsic?.name === 'Fn::Sub') return variablesOf(asList(intrinsic.argument).map(String)[0] ?? '');
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

function variablesOf(text: string): string[] {
  const names = [...text.matchAll(/\$\{([^}.]+)/g)].map(([, name = '']) => name);
  return names.filter((name) => !name.startsWith('AWS::'));
}
