import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { environmentVariable } from '../runtime/environment.ts';

const secretsManager = new SecretsManagerClient({});
const prefix = environmentVariable('WEBHOOK_SECRETS');

const LONGEST_AGE_SECONDS = 300;

const cache = new Map<string, { readAt: number; secrets: string[] }>();

/**
 * The valid secrets of a source: the current one, and during a rotation the previous one.
 * @param maxAgeSeconds how old a cached answer may be
 */
export async function readWebhookSecrets(source: string, maxAgeSeconds = LONGEST_AGE_SECONDS): Promise<string[]> {
  const cached = cache.get(source);
  if (cached && Date.now() - cached.readAt < maxAgeSeconds * 1000) return cached.secrets;
  const stages = await Promise.all([readStage(source, 'AWSCURRENT'), readStage(source, 'AWSPREVIOUS')]);
  const secrets = stages.filter((secret) => secret !== undefined);
  cache.set(source, { readAt: Date.now(), secrets });
  return secrets;
}

async function readStage(source: string, VersionStage: string): Promise<string | undefined> {
  try {
    const SecretId = `${prefix}/${source}`;
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId, VersionStage }));
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
