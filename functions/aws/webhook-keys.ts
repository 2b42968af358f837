import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { liveKeys, readWebhookKeys, type WebhookKeys } from '../domain/policy/webhook-keys.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';

const secretsManager = namingFaults(new SecretsManagerClient({}));
const SecretId = environmentVariable('WEBHOOK_KEYS');

/** A key that was changed twice, because it has leaked, is dead within a minute. */
const LONGEST_AGE_SECONDS = 45;

/** The current version of the secret. */
export interface KeysVersion {
  keys: WebhookKeys;
  /** Nothing before the first version. */
  versionId: string | undefined;
}

let cached: { readAt: number; keys: WebhookKeys } | undefined;

/**
 * The keys of a source that count now, the current one first.
 * @param maxAgeSeconds how old a cached answer may be
 * @throws MalformedWebhookKeysError
 */
export async function readLiveKeys(source: string, maxAgeSeconds = LONGEST_AGE_SECONDS): Promise<string[]> {
  const readAt = Date.now();
  if (cached === undefined || readAt - cached.readAt >= maxAgeSeconds * 1000) {
    const { keys } = await readKeysVersion();
    cached = { readAt, keys };
  }
  return liveKeys(cached.keys, source, new Date());
}

/**
 * The keys of all sources; a secret without a version has none.
 * @throws MalformedWebhookKeysError
 */
export async function readKeysVersion(): Promise<KeysVersion> {
  try {
    const { SecretString = '', VersionId } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
    return { keys: readWebhookKeys(SecretString), versionId: VersionId };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { keys: {}, versionId: undefined };
    throw error;
  }
}
