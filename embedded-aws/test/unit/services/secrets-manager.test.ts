import { describe, expect, test } from 'vitest';
import { createSecretsManagerService } from '../../../src/services/secrets-manager.ts';
import { ADDRESSES, callFrom, STACK_ACCOUNT } from '../models.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:service/webhooks/github-local1';

function secrets(name = 'service/webhooks/github') {
  const { operations } = createSecretsManagerService([{ name, arn: ARN }], STACK_ACCOUNT, ADDRESSES.secretValues);
  const call = async (operation: string, input: object) =>
    operations[operation]?.run({ SecretId: name, ...input }, callFrom());
  return {
    get: (input = {}) => call('GetSecretValue', input),
    put: (SecretString: string, input = {}) => call('PutSecretValue', { SecretString, ...input }),
  };
}

test.each([
  ['service/webhooks/github', 'local-github-secret'],
  ['jira', 'local-jira-secret'],
])('%s holds %s at first', async (name, SecretString) => {
  expect(await secrets(name).get()).toMatchObject({ ARN, Name: name, SecretString, VersionStages: ['AWSCURRENT'] });
});

test('finds a secret by its ARN', async () => {
  expect(await secrets().get({ SecretId: ARN })).toMatchObject({ SecretString: 'local-github-secret' });
});

describe('a rotation', () => {
  test('gives the new value, and the former one to who asks for AWSPREVIOUS', async () => {
    const { get, put } = secrets();
    await put('second');
    expect(await get()).toMatchObject({ SecretString: 'second', VersionStages: ['AWSCURRENT'] });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'local-github-secret',
      VersionStages: ['AWSPREVIOUS'],
    });
    await put('third');
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'second' });
  });

  test('happens once when the call is repeated with its token', async () => {
    const { get, put } = secrets();
    await put('second', { ClientRequestToken: 'token-1' });
    await put('second', { ClientRequestToken: 'token-1' });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'local-github-secret' });
  });
});

test('has no previous value before the first rotation', async () => {
  await expect(secrets().get({ VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
  });
});

test('does not know a secret that the template does not declare', async () => {
  await expect(secrets().get({ SecretId: 'other' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  ['a version', () => secrets().get({ VersionId: 'v1' }), 'VersionId'],
  ['a binary value', () => secrets().put('', { SecretString: undefined }), 'SecretBinary'],
  ['another stage', () => secrets().put('x', { VersionStages: ['AWSPENDING'] }), 'AWSPENDING'],
])('names %s as what it does not support', async (_what, call, name) => {
  await expect(call()).rejects.toThrow(name);
});
