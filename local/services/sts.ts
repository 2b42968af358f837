import { queryResponse } from '../endpoint/query-protocol.ts';
import type { Service } from '../endpoint/service.ts';
import type { Access } from '../iam/access.ts';
import { LOCAL_USER } from '../local-user.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The Security Token Service, as far as it tells who calls. */
export function createStsService(access: Access): Service {
  return {
    name: 'sts',
    actionPrefix: 'sts',
    errorStatuses: {},
    operations: {
      GetCallerIdentity: {
        // Everybody may ask who they are, whatever their policies say.
        resources: () => [],
        run: (_input, { caller }) => {
          const { accountId: Account, userId: UserId } = LOCAL_USER;
          return queryResponse('GetCallerIdentity', NAMESPACE, { Arn: access.identity(caller), UserId, Account });
        },
      },
    },
  };
}
