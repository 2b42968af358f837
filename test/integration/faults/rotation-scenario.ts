import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Scenario } from './scenario.ts';

const SecretId = 'alternate-contacts-local/webhooks';
const SOURCE = 'desk-without-key';

/** A ticket source has no key yet. */
export const keyless: Scenario = async (world, tried) => {
  const client = new SecretsManagerClient(world.stack.client);
  const keys = async () => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return new Map(Object.entries(JSON.parse(SecretString)));
  };
  const isMade = async () => (await keys()).has(SOURCE);
  const others = [...(await keys())].filter(([source]) => source !== SOURCE);
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(Object.fromEntries(others)) }));
  await tried.begin();
  await world.invoke('rotate-webhook-keys', {});
  const isFirst = await isMade();
  await tried.end();
  if (!isFirst) await world.invoke('rotate-webhook-keys', {});
  if (!(await isMade())) throw new Error(`${SOURCE} gets no key any more`);
  return {
    answer: '',
    status: 'made',
    ledger: [],
    contact: 'as before',
    told: {},
    held: [],
    delay: isFirst ? '' : 'next run',
    isKept: false,
  };
};
