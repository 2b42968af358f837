import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { call } from './call.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';

/** The account whose credentials are used. */
export interface Caller {
  accountId: string;
  /** Such as `aws` or `aws-cn`. */
  partition: string;
  region: string;
}

/** Asks AWS once whose credentials these are; that needs no permission. */
export function connectCaller({ client }: Settings): () => Promise<Caller> {
  return once(() => readCaller(new STSClient(client)));
}

async function readCaller(sts: STSClient): Promise<Caller> {
  const { Account = '', Arn = '' } = await call('sts:GetCallerIdentity', () =>
    sts.send(new GetCallerIdentityCommand()),
  );
  return { accountId: Account, partition: Arn.split(':')[1] ?? 'aws', region: await sts.config.region() };
}
