import { setTimeout as delay } from 'node:timers/promises';
import {
  InvalidParameterException,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import type { KeyChange, KeyUpdate, WebhookKeys } from '../domain/policy/webhook-keys.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';
import { readKeysVersion } from './webhook-keys.ts';

const secretsManager = namingFaults(new SecretsManagerClient({}));
const SecretId = environmentVariable('WEBHOOK_KEYS');

const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 200;

/** The staging label of a version that is to be the current one. Secrets Manager drops versions without a label. */
const NEXT = 'NEXT';

/**
 * Changes the keys of webhooks, whoever else changes them at the same time.
 * @param change called again with what another one has written meanwhile
 * @returns what was done
 * @throws ConcurrentUpdateError, MalformedWebhookKeysError
 */
export async function updateWebhookKeys(change: (keys: WebhookKeys) => KeyUpdate): Promise<KeyChange[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { keys, versionId } = await readKeysVersion();
    const update = change(keys);
    if (update.keys === keys) return [];
    if (await replaceVersion(versionId, update.keys)) return update.changes;
    await delay(Math.random() * PAUSE_MILLISECONDS * attempt);
  }
  throw new ConcurrentUpdateError(`others wrote the webhook keys first, ${ATTEMPTS} times in a row`);
}

/**
 * Secrets Manager has no conditional write, but moves the label of the current version only from the one that has it.
 * @returns whether the version before was still the current one
 */
async function replaceVersion(before: string | undefined, keys: WebhookKeys): Promise<boolean> {
  const SecretString = JSON.stringify(keys);
  const stored = await secretsManager.send(
    new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [NEXT] }),
  );
  // The first version of a secret is the current one at once.
  if (stored.VersionStages?.includes('AWSCURRENT')) return true;
  const MoveToVersionId = stored.VersionId;
  const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId: before };
  try {
    await secretsManager.send(new UpdateSecretVersionStageCommand(move));
    return true;
  } catch (error) {
    // The SDK repeats a call whose answer was lost: the one that then failed may have been done.
    if ((await readKeysVersion()).versionId === MoveToVersionId) return true;
    if (error instanceof InvalidParameterException) return false;
    throw error;
  }
}
