import { AwsError } from '../endpoint/aws-error.ts';
import { queryResponse, toXml } from '../endpoint/query-protocol.ts';
import type { Operation, Service } from '../endpoint/service.ts';
import { localUser } from '../iam/local-user.ts';
import { type JsonObject, textAt } from '../json.ts';
import type { StackAccount } from '../stack-account.ts';
import type { Role } from '../template/roles.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** The tags of the roles in the template, and of the local user, who has none. */
export function createIamService(roles: Role[], account: StackAccount): Service {
  const { arn: localArn } = localUser(account);
  const arnOf = (kind: string, name: string) => account.globalArn('iam', `${kind}/${name}`);
  return {
    name: 'iam',
    actionPrefix: 'iam',
    errorStatuses: { NoSuchEntity: 404 },
    operations: {
      ListRoleTags: listTags('ListRoleTags', 'RoleName', (name) => ({
        arn: arnOf('role', name),
        tags: roles.find((role) => role.name === name)?.tags,
      })),
      ListUserTags: listTags('ListUserTags', 'UserName', (name) => ({
        arn: arnOf('user', name),
        tags: arnOf('user', name) === localArn ? [] : undefined,
      })),
    },
  };
}

function listTags(
  operation: string,
  parameter: string,
  find: (name: string) => { arn: string; tags: Role['tags'] | undefined },
): Operation {
  const found = (input: JsonObject) => find(textAt(input, parameter) ?? '');
  return {
    resources: (input) => [found(input).arn],
    run: (input) => {
      const { tags: Tags } = found(input);
      if (Tags) return queryResponse(operation, NAMESPACE, toXml({ Tags, IsTruncated: false }));
      throw new AwsError(
        'NoSuchEntity',
        `The ${parameter.replace('Name', '').toLowerCase()} with name ${textAt(input, parameter)} cannot be found.`,
        404,
      );
    },
  };
}
