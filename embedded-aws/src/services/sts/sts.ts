import { queryResponse, toXml } from '../../endpoint/query-protocol.ts';
import type { RawResponse, Service } from '../../endpoint/service.ts';
import type { JsonObject } from '../../json.ts';
import { type AssumableRoles, assumedRoleArn, assumeRole } from './assume-role.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The Security Token Service: identifies the caller, and assumes roles in the management account. */
export function createStsService(roles: AssumableRoles): Service {
  return {
    name: 'sts',
    actionPrefix: 'sts',
    errorStatuses: { AccessDenied: 403, ExpiredTokenException: 403 },
    operations: {
      GetCallerIdentity: {
        // No policy is needed for asking who one is.
        resources: () => [],
        run: (_input, { caller: { arn: Arn, userId: UserId, accountId: Account } }) =>
          answer('GetCallerIdentity', { Arn, UserId, Account }),
      },
      AssumeRole: {
        resources: (input) => [assumedRoleArn(input)],
        run: (input, { caller }) => answer('AssumeRole', assumeRole(roles, input, caller)),
      },
    },
  };
}

function answer(operation: string, result: JsonObject): RawResponse {
  return queryResponse(operation, NAMESPACE, toXml(result));
}
