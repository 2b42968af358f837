import { type JsonObject, listAt, objectAt, objectsAt, textAt } from '../json.ts';
import type { Template } from './template.ts';

/** One statement of a role's policies. */
interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
}

/** A role and what its inline policies say. Managed policies are not known here and allow nothing. */
export interface Role {
  arn: string;
  name: string;
  statements: Statement[];
}

/** Reads the roles, with the policies written in them and those attached to them. */
export function readRoles(template: Template): Role[] {
  const attached = template.resources('AWS::IAM::Policy');
  return template.resources('AWS::IAM::Role').map(({ ref, attributes, properties }) => {
    const own = objectsAt(properties, 'Policies');
    const others = attached
      .map((policy) => policy.properties)
      .filter((policy) => listAt(policy, 'Roles').includes(ref));
    return { arn: attributes['Arn'] ?? '', name: ref, statements: [...own, ...others].flatMap(readStatements) };
  });
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
