import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSecretsManagerService } from '../../../src/services/secrets-manager/secrets-manager.ts';
import { ADDRESSES, callFrom, STACK_ACCOUNT } from '../models.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:service/webhooks/github-local1';

/** As AWS's clients invent one for each call. */
const TOKEN = '3b241101-e2bb-4255-8caf-4136c566a962';

function secrets({ name = 'service/webhooks/github' } = {}) {
  const { operations } = createSecretsManagerService({
    secrets: [{ name, arn: ARN }],
    account: STACK_ACCOUNT,
    values: ADDRESSES.secretValues,
  });
  const call = async (operation: string, input: object) =>
    operations[operation]?.run({ SecretId: name, ...input }, callFrom());
  return {
    get: (input = {}) => call('GetSecretValue', input),
    put: (SecretString: string, input = {}) =>
      call('PutSecretValue', { SecretString, ClientRequestToken: randomUUID(), ...input }),
    call,
  };
}

test.each([
  ['service/webhooks/github', 'local-github-secret'],
  ['jira', 'local-jira-secret'],
])('%s holds %s at first', async (name, SecretString) => {
  expect(await secrets({ name }).get()).toMatchObject({ ARN, Name: name, SecretString, VersionStages: ['AWSCURRENT'] });
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
    await put('second', { ClientRequestToken: TOKEN });
    await put('second', { ClientRequestToken: TOKEN });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'local-github-secret' });
  });
});

describe('a version that is not current yet', () => {
  const staged = async () => {
    const { get, put, call } = secrets();
    const { VersionId: first } = Object(await get());
    expect(await put('second', { ClientRequestToken: TOKEN, VersionStages: ['NEXT'] })).toMatchObject({
      VersionId: TOKEN,
      VersionStages: ['NEXT'],
    });
    const move = (RemoveFromVersionId?: string) =>
      call('UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', MoveToVersionId: TOKEN, RemoveFromVersionId });
    return { get, move, first };
  };

  test('becomes it when its label is moved', async () => {
    const { get, move, first } = await staged();
    expect(await get()).toMatchObject({ SecretString: 'local-github-secret' });
    await move(first);
    expect(await get()).toMatchObject({ SecretString: 'second', VersionId: TOKEN });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'local-github-secret' });
  });

  test.each([['no version'], ['another one', 'other']])('is not taken from %s', async (_whom, from?) => {
    const { get, move, first } = await staged();
    await expect(move(from)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`attached to version ${first}`),
    });
    expect(await get()).toMatchObject({ SecretString: 'local-github-secret' });
  });
});

test('refuses another value with a token that was used', async () => {
  const { put } = secrets();
  await put('second', { ClientRequestToken: TOKEN });
  await expect(put('third', { ClientRequestToken: TOKEN })).rejects.toMatchObject({
    name: 'ResourceExistsException',
  });
});

describe('a client token', () => {
  const lengths = (constraint: string, token: string) => ({
    name: 'ValidationException',
    message: `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length ${constraint}`,
  });

  test.each([
    ['shorter than 32 characters', 'a'.repeat(31), 'greater than or equal to 32'],
    ['longer than 64 characters', 'a'.repeat(65), 'less than or equal to 64'],
  ])('is refused when it is %s', async (_how, ClientRequestToken, constraint) => {
    const { get, put } = secrets();
    await expect(put('second', { ClientRequestToken })).rejects.toMatchObject(lengths(constraint, ClientRequestToken));
    expect(await get()).toMatchObject({ SecretString: 'local-github-secret' });
  });

  test('is needed', async () => {
    const without = secrets().put('second', { ClientRequestToken: undefined });
    await expect(without).rejects.toMatchObject({ name: 'InvalidRequestException' });
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
  [
    'to remove a label',
    () => secrets().call('UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', RemoveFromVersionId: 'a' }),
    'removing',
  ],
])('names %s as what it does not support', async (_what, call, name) => {
  await expect(call()).rejects.toThrow(name);
});
