import type { Statement } from '../iam/decide.ts';
import { objectAt, objectsAt, textAt } from '../json.ts';
import { readStatements } from './policy-statements.ts';
import type { Template } from './template.ts';

/** A role and its inline policies. Managed policies aren't known here and allow nothing. */
export interface Role {
  arn: string;
  name: string;
  statements: Statement[];
  tags: { Key: string; Value: string }[];
}

/**
 * Reads the roles with their inline policies.
 * @throws UnsupportedTemplateError naming what isn't evaluated here
 */
export function readRoles(template: Template): Role[] {
  return template.resources('AWS::IAM::Role').map(({ ref, attributes, properties, logicalId }) => ({
    arn: attributes['Arn'] ?? '',
    name: ref,
    statements: objectsAt(properties, 'Policies').flatMap((policy) =>
      readStatements(objectAt(policy, 'PolicyDocument'), logicalId),
    ),
    tags: objectsAt(properties, 'Tags').map((tag) => ({
      Key: textAt(tag, 'Key') ?? '',
      Value: textAt(tag, 'Value') ?? '',
    })),
  }));
}
