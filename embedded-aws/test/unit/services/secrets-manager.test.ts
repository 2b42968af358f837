import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import type { Invoke } from '../../../src/lambda/invoker.ts';
import { createSecretsManagerService } from '../../../src/services/secrets-manager/secrets-manager.ts';
import { ADDRESSES, callFrom, STACK_ACCOUNT } from '../models.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:service/webhooks/github-local1';

/** As AWS's clients invent one for each call. */
const TOKEN = '3b241101-e2bb-4255-8caf-4136c566a962';

const ROTATOR = 'arn:aws:lambda:us-east-1:111111111111:function:service-rotate';

interface Setting {
  name?: string;
  /** What the function that rotates the secret does. */
  invoke?: Invoke;
}

function secrets({ name = 'service/webhooks/github', invoke }: Setting = {}) {
  const { operations } = createSecretsManagerService({
    secrets: [{ name, arn: ARN, ...(invoke && { rotationFunction: ROTATOR }) }],
    account: STACK_ACCOUNT,
    values: ADDRESSES.secretValues,
    invoke: invoke ?? (() => Promise.reject(new Error('there is no function'))),
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

describe('a rotation by a function', () => {
  test('calls it for each step, and shows it the version that it is to make', async () => {
    const steps: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    const { get, put, call } = secrets({
      invoke: async (name, event) => {
        const { SecretId, ClientRequestToken, Step } = Object(event);
        steps.push([name, SecretId, Step]);
        const described = Object(await call('DescribeSecret', {}));
        expect(described.VersionIdsToStages[ClientRequestToken]).toEqual(['AWSPENDING']);
        if (Step === 'createSecret') await put('rotated', { ClientRequestToken, VersionStages: ['AWSPENDING'] });
        if (Step !== 'finishSecret') return;
        const [current] =
          Object.entries(described.VersionIdsToStages).find(([, stages]) => String(stages) === 'AWSCURRENT') ?? [];
        const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken };
        await expect(call('UpdateSecretVersionStage', move)).rejects.toThrow(`attached to version ${current}`);
        await call('UpdateSecretVersionStage', { ...move, RemoveFromVersionId: current });
        ended.resolve();
      },
    });
    expect(await call('RotateSecret', { ClientRequestToken: TOKEN })).toMatchObject({ VersionId: TOKEN });
    expect(await get()).toMatchObject({ SecretString: 'local-github-secret' });
    await ended.promise;
    expect(steps).toEqual(
      ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((step) => [ROTATOR, ARN, step]),
    );
    expect(await get()).toMatchObject({ SecretString: 'rotated', VersionId: TOKEN });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'local-github-secret' });
  });

  test('is refused without a function', async () => {
    await expect(secrets().call('RotateSecret', { ClientRequestToken: TOKEN })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
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

test('a rotation that has not ended is tried again, and a new one refused', async () => {
  const tokens: unknown[] = [];
  const invoke: Invoke = async (_name, event) => {
    tokens.push(Object(event).ClientRequestToken);
    throw new Error('it broke');
  };
  const log = vi.spyOn(console, 'error').mockReturnValue();
  const { call } = secrets({ invoke });
  await call('RotateSecret', { ClientRequestToken: TOKEN });
  await expect(call('RotateSecret', { ClientRequestToken: randomUUID() })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: "A previous rotation isn't complete. That rotation will be reattempted.",
  });
  expect(await call('RotateSecret', { ClientRequestToken: TOKEN })).toMatchObject({ VersionId: TOKEN });
  expect(tokens).toEqual([TOKEN, TOKEN, TOKEN]);
  log.mockRestore();
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
  ['another function', () => secrets().call('RotateSecret', { RotationLambdaARN: 'a' }), 'RotationLambdaARN'],
])('names %s as what it does not support', async (_what, call, name) => {
  await expect(call()).rejects.toThrow(name);
});
