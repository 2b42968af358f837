import { isObject, type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../json.ts';
import { busName } from './resource-kinds.ts';
import { readRate } from './schedule-expression.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A target of a rule. */
export interface TargetModel {
  id: string;
  arn: string;
  roleArn: string | undefined;
  deadLetterArn: string | undefined;
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
  /** The target's definition, which transforms the event. */
  definition: JsonObject;
}

/** A rule of an event bus. */
export interface RuleModel {
  name: string;
  arn: string;
  eventBusName: string;
  /** Also matches the rule's own scheduled events. */
  pattern: JsonObject;
  /** How often the rule's schedule runs, in seconds between two runs; nothing without a schedule. */
  intervalSeconds: number | undefined;
  targets: TargetModel[];
}

/** A statement of a function's resource policy. */
export interface PermissionModel {
  functionArn: string;
  action: string;
  principal: string;
  /** The resource that may use it, possibly with wildcards; nothing for all. */
  sourceArn: string | undefined;
}

/** EventBridge's own limits. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html */
const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_SECONDS = 86_400;

/** Reads the enabled rules. */
export function readRules(template: Template): RuleModel[] {
  return template.resources('AWS::Events::Rule').flatMap(readRule);
}

/** Reads who may invoke which function. */
export function readPermissions(template: Template): PermissionModel[] {
  const functions = template.resources('AWS::Lambda::Function');
  return template.resources('AWS::Lambda::Permission').map(({ properties }) => {
    const name = textAt(properties, 'FunctionName') ?? '';
    const arn = functions.find(({ ref }) => ref === name)?.attributes['Arn'];
    return {
      functionArn: arn ?? name,
      action: textAt(properties, 'Action') ?? '',
      principal: textAt(properties, 'Principal') ?? '',
      sourceArn: textAt(properties, 'SourceArn'),
    };
  });
}

function readRule({ properties, attributes, ref, logicalId }: Resource): RuleModel[] {
  if (properties['State'] === 'DISABLED') return [];
  const arn = attributes['Arn'] ?? '';
  const eventBusName = busName(textAt(properties, 'EventBusName') ?? '');
  const schedule = properties['ScheduleExpression'];
  if (schedule !== undefined && eventBusName !== 'default') {
    throw new UnsupportedTemplateError(`a schedule on the event bus ${eventBusName} (${logicalId})`);
  }
  return [
    {
      name: ref,
      arn,
      eventBusName,
      pattern: readPattern(properties, arn, logicalId),
      intervalSeconds: schedule === undefined ? undefined : readRate(String(schedule), logicalId),
      targets: objectsAt(properties, 'Targets').map(readTarget),
    },
  ];
}

/** A scheduled rule matches the events of its own schedule, and those of its pattern if it has one. */
function readPattern({ EventPattern, ScheduleExpression }: JsonObject, arn: string, logicalId: string): JsonObject {
  const patterns = isObject(EventPattern) ? [EventPattern] : [];
  if (ScheduleExpression !== undefined) {
    patterns.push({ source: ['aws.events'], 'detail-type': ['Scheduled Event'], resources: [arn] });
  }
  if (patterns.length === 0) {
    throw new UnsupportedTemplateError(`a rule with neither a pattern nor a schedule (${logicalId})`);
  }
  return { $or: patterns };
}

function readTarget(definition: JsonObject): TargetModel {
  const retryPolicy = objectAt(definition, 'RetryPolicy');
  return {
    id: textAt(definition, 'Id') ?? '',
    arn: textAt(definition, 'Arn') ?? '',
    roleArn: textAt(definition, 'RoleArn'),
    deadLetterArn: textAt(objectAt(definition, 'DeadLetterConfig'), 'Arn'),
    maximumRetryAttempts: numberAt(retryPolicy, 'MaximumRetryAttempts') ?? DEFAULT_RETRY_ATTEMPTS,
    maximumEventAgeSeconds: numberAt(retryPolicy, 'MaximumEventAgeInSeconds') ?? DEFAULT_EVENT_AGE_SECONDS,
    definition,
  };
}
