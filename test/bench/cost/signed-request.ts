import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { connectApi } from '../../../cli/aws/api.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { REQUESTER } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';

const ROLE = 'arn:aws:iam::111111111111:role/AWSReservedSSO_Operators_0123456789abcdef';

/** Sends a request as the command line does, signed by the session of its requester. */
export async function sendSigned({ client }: TestStack, asked: Omit<ChangeRequest, 'requestedBy'>): Promise<void> {
  const assumeRole = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: REQUESTER });
  const { Credentials } = await new STSClient(client).send(assumeRole);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const api = await connectApi({
    stage: 'local',
    serviceName: 'alternate-contacts-local',
    endpoint: undefined,
    client: { ...client, credentials },
  });
  await api.sendRequest(asked);
}
