import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { namingFaults } from './service-faults.ts';

const secretsManager = namingFaults(new SecretsManagerClient({}));

/** The secret of this name; it is read for each sign-in, so that a new one serves at once. */
export async function readClientSecret(SecretId: string): Promise<string> {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
  if (!SecretString) throw new Error(`the secret ${SecretId} has no text`);
  return SecretString;
}
