import type { ResourcePolicy } from '../iam/decide.ts';
import { objectAt, textAt } from '../json.ts';
import { readBucketPolicies } from './bucket-models.ts';
import type { KeyModel } from './key-models.ts';
import { readStatement } from './policy-statements.ts';
import { busName } from './resource-kinds.ts';
import type { Template } from './template.ts';

/**
 * Reads the policies of event buses, buckets and keys.
 * @throws UnsupportedTemplateError naming what isn't evaluated here
 */
export function readResourcePolicies(template: Template, keys: KeyModel[]): ResourcePolicy[] {
  return [...readBusPolicies(template), ...readBucketPolicies(template), ...keys.map(({ policy }) => policy)];
}

/** Each resource is one statement; together they are the bus's policy. */
function readBusPolicies(template: Template): ResourcePolicy[] {
  const read = template.resources('AWS::Events::EventBusPolicy').map(({ properties, logicalId }) => ({
    resource: template.account.arn('events', `event-bus/${busName(textAt(properties, 'EventBusName') ?? '')}`),
    statement: readStatement(objectAt(properties, 'Statement'), logicalId),
  }));
  return [...new Set(read.map(({ resource }) => resource))].map((resource) => ({
    resource,
    statements: read.filter((policy) => policy.resource === resource).map(({ statement }) => statement),
    decidesAlone: false,
  }));
}
