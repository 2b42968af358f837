import '../environment.ts';

import { DecryptionFailure, ResourceExistsException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { makeCurrent, storePending } from '../../../functions/aws/secret-rotation.ts';
import { fakeClient } from './fake-client.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:alternate-contacts-test/webhooks/jira-AbCdEf';

describe('storePending', () => {
  it('stores a value that does not count yet', async () => {
    const sent = fakeClient(SecretsManagerClient, () => ({}));
    await storePending(SECRET, 'second', 'value');
    const stored = {
      SecretId: SECRET,
      ClientRequestToken: 'second',
      SecretString: 'value',
      VersionStages: ['AWSPENDING'],
    };
    expect(sent).toEqual([{ name: 'PutSecretValueCommand', input: stored }]);
  });

  it('leaves the value of an earlier attempt', async () => {
    fakeClient(SecretsManagerClient, () => {
      throw new ResourceExistsException({ message: 'already in use', $metadata: {} });
    });
    await expect(storePending(SECRET, 'second', 'value')).resolves.toBeUndefined();
  });

  it('throws the error of AWS by its name when it is any other', async () => {
    fakeClient(SecretsManagerClient, () => {
      throw new DecryptionFailure({ message: 'no key', $metadata: {} });
    });
    await expect(storePending(SECRET, 'second', 'value')).rejects.toMatchObject({ name: 'DecryptionFailure' });
  });
});

describe('makeCurrent', () => {
  const versions = (VersionIdsToStages: Record<string, string[]> | undefined) =>
    fakeClient(SecretsManagerClient, ({ name }) => (name === 'DescribeSecretCommand' ? { VersionIdsToStages } : {}));

  it('takes the label from the version that has it', async () => {
    const sent = versions({ first: ['AWSCURRENT'], second: ['AWSPENDING'], older: ['AWSPREVIOUS'] });
    await expect(makeCurrent(SECRET, 'second')).resolves.toBe(true);
    expect(sent[1]).toEqual({
      name: 'UpdateSecretVersionStageCommand',
      input: { SecretId: SECRET, VersionStage: 'AWSCURRENT', MoveToVersionId: 'second', RemoveFromVersionId: 'first' },
    });
  });

  it('changes nothing when an earlier attempt has done it', async () => {
    const sent = versions({ first: ['AWSPREVIOUS'], second: ['AWSCURRENT', 'AWSPENDING'] });
    await expect(makeCurrent(SECRET, 'second')).resolves.toBe(false);
    expect(sent.map(({ name }) => name)).toEqual(['DescribeSecretCommand']);
  });

  it('makes a first version the current one', async () => {
    const sent = versions(undefined);
    await expect(makeCurrent(SECRET, 'first')).resolves.toBe(true);
    expect(sent[1]?.input).toMatchObject({ MoveToVersionId: 'first' });
  });
});
