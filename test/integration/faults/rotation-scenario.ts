import { randomUUID } from 'node:crypto';
import { DescribeSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Scenario } from './scenario.ts';
import { until } from './world.ts';

/** Secrets Manager rotates the secret of a webhook, and tries it again if that fails. */
export const rotated: Scenario = async ({ stack }, tried) => {
  const client = new SecretsManagerClient(stack.client);
  const SecretId = 'alternate-contacts-local/webhooks/rotated';
  const ClientRequestToken = randomUUID();
  const isCurrent = async () => {
    const { VersionIdsToStages: stages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
    return stages[ClientRequestToken]?.includes('AWSCURRENT') ? true : undefined;
  };
  await tried.begin();
  await client.send(new RotateSecretCommand({ SecretId, ClientRequestToken }));
  const isFirst = await until('the rotation', isCurrent, 4000).catch(() => false);
  await tried.end();
  if (!isFirst) await client.send(new RotateSecretCommand({ SecretId, ClientRequestToken }));
  await until('the rotation at last', isCurrent);
  return {
    answer: '',
    status: 'rotated',
    ledger: [],
    contact: 'as before',
    told: {},
    held: [],
    delay: isFirst ? '' : 'next run',
    isKept: false,
  };
};
