import type { ResourcePolicy } from '../iam/decide.ts';
import { isObject, type JsonObject, numberAt, objectAt, parseJson, textAt } from '../json.ts';
import { type ApiDestinationModel, readApiDestinations } from './api-destination-models.ts';
import { type BucketModel, readBuckets } from './bucket-models.ts';
import { type ConfigurationSetModel, readConfigurationSets } from './configuration-sets.ts';
import type { DeclaredSecret } from './dynamic-references.ts';
import { type FunctionModel, readFunctions } from './function-models.ts';
import { type KeyModel, readKeys } from './key-models.ts';
import { readResourcePolicies } from './resource-policies.ts';
import { type Role, readRoles } from './roles.ts';
import { type PermissionModel, type RuleModel, readPermissions, readRules } from './rule-models.ts';
import { describeStack, type StackDescription } from './stack-description.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A state machine, with its substitutions. */
interface StateMachineModel {
  name: string;
  arn: string;
  definition: JsonObject;
  roleArn: string;
}

/** A parameter of Systems Manager. */
export interface ParameterModel {
  name: string;
  arn: string;
  value: string;
}

/** What the template declares and the embedded AWS runs. */
export interface StackModel {
  functions: FunctionModel[];
  tables: JsonObject[];
  buckets: BucketModel[];
  eventBusNames: string[];
  keys: KeyModel[];
  resourcePolicies: ResourcePolicy[];
  rules: RuleModel[];
  permissions: PermissionModel[];
  apiDestinations: ApiDestinationModel[];
  stateMachines: StateMachineModel[];
  queues: { name: string; url: string; arn: string; visibilityTimeoutSeconds: number }[];
  secrets: DeclaredSecret[];
  parameters: ParameterModel[];
  configurationSets: ConfigurationSetModel[];
  roles: Role[];
  description: StackDescription;
}

/**
 * Reads what to run from the compiled template, and from nothing else.
 * @throws UnsupportedTemplateError naming what the embedded AWS doesn't support
 */
export function readStackModel(template: Template): StackModel {
  const keys = readKeys(template);
  return {
    functions: readFunctions(template),
    tables: template.resources('AWS::DynamoDB::Table').map(readTable),
    buckets: readBuckets(template),
    eventBusNames: template.resources('AWS::Events::EventBus').map(({ ref }) => ref),
    keys,
    resourcePolicies: readResourcePolicies(template, keys),
    rules: readRules(template),
    permissions: readPermissions(template),
    apiDestinations: readApiDestinations(template),
    stateMachines: template.resources('AWS::StepFunctions::StateMachine').map(readStateMachine),
    queues: template.resources('AWS::SQS::Queue').map(readQueue),
    secrets: template.secrets(),
    parameters: template.resources('AWS::SSM::Parameter').map(readParameter),
    configurationSets: readConfigurationSets(template),
    roles: readRoles(template),
    description: describeStack(template),
  };
}

/** What DynamoDB needs to create a table; time to live, backups and encryption make no difference locally. */
function readTable({ ref, properties }: Resource): JsonObject {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  const indexes = { GlobalSecondaryIndexes, LocalSecondaryIndexes };
  const declared = Object.fromEntries(Object.entries(indexes).filter(([, value]) => value !== undefined));
  return { TableName: ref, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST', ...declared };
}

function readStateMachine({ properties, attributes, logicalId }: Resource): StateMachineModel {
  if ((textAt(properties, 'StateMachineType') ?? 'STANDARD') !== 'STANDARD') {
    throw new UnsupportedTemplateError(`an Express state machine (${logicalId})`);
  }
  const text = textAt(properties, 'DefinitionString') ?? JSON.stringify(properties['Definition'] ?? {});
  const substitutions = objectAt(properties, 'DefinitionSubstitutions');
  const substituted = text.replaceAll(/\$\{([\w-]+)\}/g, (placeholder, name: string) => {
    if (!(name in substitutions)) throw new UnsupportedTemplateError(`the placeholder ${placeholder} (${logicalId})`);
    return JSON.stringify(String(substitutions[name])).slice(1, -1);
  });
  const definition = parseJson(substituted)?.value;
  if (!isObject(definition))
    throw new UnsupportedTemplateError(`a definition that is not a JSON object (${logicalId})`);
  const { Name: name = logicalId, Arn: arn = '' } = attributes;
  return { name, arn, definition, roleArn: textAt(properties, 'RoleArn') ?? '' };
}

function readParameter({ ref, properties, attributes, logicalId }: Resource): ParameterModel {
  if (textAt(properties, 'Type') !== 'String')
    throw new UnsupportedTemplateError(`the type of a parameter (${logicalId})`);
  return { name: ref, arn: attributes['Arn'] ?? '', value: textAt(properties, 'Value') ?? '' };
}

function readQueue({ ref, attributes, properties }: Resource) {
  const visibilityTimeoutSeconds = numberAt(properties, 'VisibilityTimeout') ?? 30;
  return { name: attributes['QueueName'] ?? '', url: ref, arn: attributes['Arn'] ?? '', visibilityTimeoutSeconds };
}
