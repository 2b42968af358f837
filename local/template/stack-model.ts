import { isObject, type JsonObject, numberAt, objectAt, objectsAt, parseJson, textAt } from '../json.ts';
import { type Role, readRoles } from './roles.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A function as the template declares it. */
export interface FunctionModel {
  /** Its key in the service, which names its package: `<key>.zip`. */
  key: string;
  name: string;
  arn: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** Route keys of the HTTP API that lead here, for example `GET /approvals/{token}`. */
  routes: string[];
  roleArn: string;
}

/** A target of a rule. */
export interface TargetModel {
  id: string;
  arn: string;
  roleArn: string | undefined;
  deadLetterArn: string | undefined;
  maximumRetryAttempts: number;
  /** The target's definition, for what it makes of the event. */
  definition: JsonObject;
}

/** A rule of an event bus. */
export interface RuleModel {
  name: string;
  arn: string;
  eventBusName: string;
  pattern: JsonObject;
  targets: TargetModel[];
}

/** A state machine, its substitutions made. */
interface StateMachineModel {
  name: string;
  definition: JsonObject;
  roleArn: string;
}

/** What the template declares and the embedded AWS runs. */
export interface StackModel {
  functions: FunctionModel[];
  tables: JsonObject[];
  eventBusNames: string[];
  rules: RuleModel[];
  stateMachines: StateMachineModel[];
  queues: { name: string; url: string; arn: string; visibilityTimeoutSeconds: number }[];
  secrets: { name: string; arn: string }[];
  roles: Role[];
}

/** EventBridge's own limits. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html */
const DEFAULT_RETRY_ATTEMPTS = 185;

/**
 * Reads what is to run from the compiled template, and from nothing else.
 * @throws UnsupportedTemplateError naming what the embedded AWS does not have
 */
export function readStackModel(template: Template): StackModel {
  return {
    functions: readFunctions(template),
    tables: template.resources('AWS::DynamoDB::Table').map(readTable),
    eventBusNames: template.resources('AWS::Events::EventBus').map(({ ref }) => ref),
    rules: template.resources('AWS::Events::Rule').flatMap(readRule),
    stateMachines: template.resources('AWS::StepFunctions::StateMachine').map(readStateMachine),
    queues: template.resources('AWS::SQS::Queue').map(readQueue),
    secrets: template.resources('AWS::SecretsManager::Secret').map(({ ref, properties, logicalId }) => ({
      name: textAt(properties, 'Name') ?? logicalId,
      arn: ref,
    })),
    roles: readRoles(template),
  };
}

function readFunctions(template: Template): FunctionModel[] {
  const routes = readRoutes(template);
  return template.resources('AWS::Lambda::Function').map(({ ref, attributes, properties }) => {
    const arn = attributes['Arn'] ?? '';
    const code = textAt(objectAt(properties, 'Code'), 'S3Key') ?? '';
    const environment = objectAt(objectAt(properties, 'Environment'), 'Variables');
    return {
      key: /([^/]+)\.zip$/.exec(code)?.[1] ?? ref,
      name: ref,
      arn,
      handler: textAt(properties, 'Handler') ?? '',
      timeoutSeconds: numberAt(properties, 'Timeout') ?? 3,
      memoryMb: numberAt(properties, 'MemorySize') ?? 128,
      environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)])),
      routes: routes.filter((route) => route.functionArn === arn).map((route) => route.routeKey),
      roleArn: textAt(properties, 'Role') ?? '',
    };
  });
}

function readRoutes(template: Template): { routeKey: string; functionArn: string }[] {
  const integrations = template.resources('AWS::ApiGatewayV2::Integration');
  return template.resources('AWS::ApiGatewayV2::Route').map(({ properties, logicalId }) => {
    const target = textAt(properties, 'Target') ?? '';
    const integration = integrations.find(({ ref }) => target === `integrations/${ref}`);
    const uri = textAt(integration?.properties ?? {}, 'IntegrationUri') ?? '';
    const functionArn = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+/.exec(uri)?.[0];
    const authorized = textAt(properties, 'AuthorizationType') ?? 'NONE';
    if (authorized !== 'NONE') throw new UnsupportedTemplateError(`the authorization ${authorized} (${logicalId})`);
    if (!functionArn) throw new UnsupportedTemplateError(`a route without a function (${logicalId})`);
    return { routeKey: textAt(properties, 'RouteKey') ?? '', functionArn };
  });
}

/** What DynamoDB needs to create a table; time to live, backups and encryption make no difference locally. */
function readTable({ ref, properties }: Resource): JsonObject {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  const indexes = { GlobalSecondaryIndexes, LocalSecondaryIndexes };
  const declared = Object.fromEntries(Object.entries(indexes).filter(([, value]) => value !== undefined));
  return { TableName: ref, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST', ...declared };
}

function readRule({ properties, attributes, ref, logicalId }: Resource): RuleModel[] {
  if (properties['ScheduleExpression'] !== undefined) {
    throw new UnsupportedTemplateError(`the schedule of a rule (${logicalId})`);
  }
  if (properties['State'] === 'DISABLED') return [];
  const targets = objectsAt(properties, 'Targets').map(readTarget);
  const eventBusName = /([^/]+)$/.exec(textAt(properties, 'EventBusName') ?? 'default')?.[1] ?? 'default';
  const arn = attributes['Arn'] ?? '';
  return [{ name: ref, arn, eventBusName, pattern: objectAt(properties, 'EventPattern'), targets }];
}

function readTarget(definition: JsonObject): TargetModel {
  return {
    id: textAt(definition, 'Id') ?? '',
    arn: textAt(definition, 'Arn') ?? '',
    roleArn: textAt(definition, 'RoleArn'),
    deadLetterArn: textAt(objectAt(definition, 'DeadLetterConfig'), 'Arn'),
    maximumRetryAttempts:
      numberAt(objectAt(definition, 'RetryPolicy'), 'MaximumRetryAttempts') ?? DEFAULT_RETRY_ATTEMPTS,
    definition,
  };
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
  if (!isObject(definition)) throw new UnsupportedTemplateError(`a definition that is no JSON object (${logicalId})`);
  return { name: attributes['Name'] ?? logicalId, definition, roleArn: textAt(properties, 'RoleArn') ?? '' };
}

function readQueue({ ref, attributes, properties }: Resource) {
  const visibilityTimeoutSeconds = numberAt(properties, 'VisibilityTimeout') ?? 30;
  return { name: attributes['QueueName'] ?? '', url: ref, arn: attributes['Arn'] ?? '', visibilityTimeoutSeconds };
}
