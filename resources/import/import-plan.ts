import {
  asList,
  intrinsicOf,
  isObject,
  type JsonObject,
  type Template,
  type TemplateResource,
} from '../validation/template.ts';
import { ImportRefusedError } from './import-refused-error.ts';
import { settledValue } from './settled-value.ts';

/** By what CloudFormation knows a resource that it imports. */
const IDENTIFIERS: Record<string, string> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::KMS::Key': 'KeyId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueUrl',
};

/** What a deleted stack says of one of its resources. */
export interface StackResource {
  LogicalResourceId: string;
  PhysicalResourceId: string;
  ResourceStatus: string;
}

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
 * @throws ImportRefusedError naming what one has and the other has not
 */
export function importPlan(template: Template, stackResources: StackResource[]): ImportPlan {
  const kept = new Map(
    stackResources
      .filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED')
      .map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]),
  );
  const retained = Object.entries(template.Resources).filter(([, resource]) => isRetained(template, resource));
  checkSame(new Set(retained.map(([id]) => id)), new Set(kept.keys()));
  const ids = new Set(kept.keys());
  return {
    template: {
      Resources: Object.fromEntries(retained.map(([id, resource]) => [id, alone(resource, template, ids)])),
    },
    resourcesToImport: retained.map(([id, { Type }]) => ({
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

function checkSame(retained: Set<string>, kept: Set<string>): void {
  const missing = [...retained].filter((id) => !kept.has(id));
  const unknown = [...kept].filter((id) => !retained.has(id));
  if (missing.length > 0) throw new ImportRefusedError(`the deleted stack has not kept ${missing.join(', ')}`);
  if (unknown.length > 0)
    throw new ImportRefusedError(
      `the template does not retain ${unknown.join(', ')}: package it with the parameters of the deleted stack`,
    );
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
