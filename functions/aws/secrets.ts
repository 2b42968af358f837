import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';

const secretsManager = namingFaults(new SecretsManagerClient({}));
const prefix = environmentVariable('WEBHOOK_SECRETS');

/** How long the secret before the current one counts too: a week to enter the new one in the ticket system. */
const OVERLAP_SECONDS = 7 * 86_400;

/** A secret that was changed twice, because it has leaked, is dead within a minute. */
const LONGEST_AGE_SECONDS = 45;

interface Version {
  text: string;
  createdAt: Date | undefined;
}

const cache = new Map<string, { readAt: number; current: Version | undefined; previous: Version | undefined }>();

/**
 * The secrets of a source that count now, the current one first. The one before it counts for a week.
 * @param maxAgeSeconds how old a cached answer may be
 */
export async function readWebhookSecrets(source: string, maxAgeSeconds = LONGEST_AGE_SECONDS): Promise<string[]> {
  const { current, previous } = await readVersions(source, maxAgeSeconds);
  const live = isWithinOverlap(current?.createdAt) ? [current, previous] : [current];
  return live.flatMap((version) => (version ? [version.text] : []));
}

/** The current version was created when the one before it became the previous one. */
function isWithinOverlap(changedAt: Date | undefined): boolean {
  return changedAt !== undefined && Date.now() < changedAt.getTime() + OVERLAP_SECONDS * 1000;
}

async function readVersions(source: string, maxAgeSeconds: number) {
  const cached = cache.get(source);
  if (cached && Date.now() - cached.readAt < maxAgeSeconds * 1000) return cached;
  const readAt = Date.now();
  const [current, previous] = await Promise.all([readStage(source, 'AWSCURRENT'), readStage(source, 'AWSPREVIOUS')]);
  const versions = { readAt, current, previous };
  cache.set(source, versions);
  return versions;
}

async function readStage(source: string, VersionStage: string): Promise<Version | undefined> {
  try {
    const SecretId = `${prefix}/${source}`;
    const { SecretString, CreatedDate } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId, VersionStage }),
    );
    return SecretString === undefined ? undefined : { text: SecretString, createdAt: CreatedDate };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
