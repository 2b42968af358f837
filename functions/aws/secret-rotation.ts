import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { namingFaults } from './service-faults.ts';

const secretsManager = namingFaults(new SecretsManagerClient({}));

/** Stores the next value of a secret, unless an earlier attempt of the same rotation has. */
export async function storePending(SecretId: string, ClientRequestToken: string, SecretString: string): Promise<void> {
  const VersionStages = ['AWSPENDING'];
  try {
    await secretsManager.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
  }
}

/**
 * Makes the version with this id the current one; the one that was becomes AWSPREVIOUS.
 * @returns whether it wasn't the current one already
 */
export async function makeCurrent(SecretId: string, versionId: string): Promise<boolean> {
  const { VersionIdsToStages = {} } = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
  const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
  if (current === versionId) return false;
  await secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: versionId,
      RemoveFromVersionId: current,
    }),
  );
  return true;
}
