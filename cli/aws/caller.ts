import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../settings.ts';
import { call } from './call.ts';
import { once } from './once.ts';

/** Whose credentials these are. */
export interface Caller {
  accountId: string;
  /** `aws`, `aws-cn` or another. */
  partition: string;
  region: string;
}

/** Asks AWS once who calls; needs no permission. */
export function connectCaller({ client }: Settings): () => Promise<Caller> {
  return once(() => readCaller(new STSClient(client)));
}

async function readCaller(sts: STSClient): Promise<Caller> {
  const { Account = '', Arn = '' } = await call('sts:GetCallerIdentity', () =>
    sts.send(new GetCallerIdentityCommand()),
  );
  return { accountId: Account, partition: Arn.split(':')[1] ?? 'aws', region: await sts.config.region() };
}
