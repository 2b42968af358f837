import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { RefusedError } from '../errors.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import type { Credentials, Settings } from './settings.ts';

/** The same deployment, with the role in it that may look after dead letters. */
export function asOperator(settings: Settings, readCaller: () => Promise<Caller>): Settings {
  const sts = new STSClient(settings.client);
  const credentials = async () => {
    const { partition, accountId, region } = await readCaller();
    return assumeRole(sts, `arn:${partition}:iam::${accountId}:role/${settings.serviceName}-${region}-operator`);
  };
  return { ...settings, client: { ...settings.client, credentials } };
}

async function assumeRole(sts: STSClient, RoleArn: string): Promise<Credentials> {
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'contacts' });
  const { Credentials: given } = await call('sts:AssumeRole', () => sts.send(command));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new RefusedError(`AWS gave no credentials of ${RoleArn}`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
