import { type JsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { Template } from './template.ts';

/** One statement of a role's policies. */
interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
}

/** A role and its inline policies. Managed policies aren't known here and allow nothing. */
export interface Role {
  arn: string;
  name: string;
  statements: Statement[];
  tags: { Key: string; Value: string }[];
}

/** Reads the roles with their inline policies. */
export function readRoles(template: Template): Role[] {
  return template.resources('AWS::IAM::Role').map(({ ref, attributes, properties }) => ({
    arn: attributes['Arn'] ?? '',
    name: ref,
    statements: objectsAt(properties, 'Policies').flatMap(readStatements),
    tags: objectsAt(properties, 'Tags').map((tag) => ({
      Key: textAt(tag, 'Key') ?? '',
      Value: textAt(tag, 'Value') ?? '',
    })),
  }));
}

function readStatements(policy: JsonObject): Statement[] {
  const document = objectAt(policy, 'PolicyDocument');
  const statements = Array.isArray(document['Statement'])
    ? objectsAt(document, 'Statement')
    : [objectAt(document, 'Statement')];
  return statements.map((statement) => ({
    effect: textAt(statement, 'Effect') === 'Deny' ? 'Deny' : 'Allow',
    actions: texts(statement['Action']),
    resources: texts(statement['Resource']),
  }));
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
