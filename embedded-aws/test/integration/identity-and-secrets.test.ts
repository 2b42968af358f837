import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const stack = sharedStack();

describe('STS', () => {
  test('tells the local user who calls', async () => {
    expect(await new STSClient(stack.client).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '111111111111',
      Arn: 'arn:aws:iam::111111111111:user/local',
      UserId: 'AIDALOCALUSER',
    });
  });

  test('tells a function the session of its role', async () => {
    const credentials = { accessKeyId: 'fixture-echo', secretAccessKey: 'local' };
    const client = new STSClient({ ...stack.client, credentials });
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:sts::111111111111:assumed-role/Role/fixture-echo');
  });

  test('names an operation that it does not support', async () => {
    await expect(new STSClient(stack.client).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The embedded AWS does not support sts:GetSessionToken',
    });
  });

  test('names an API of which it knows no version', async () => {
    const body = new URLSearchParams({ Action: 'ListTopics', Version: '2010-03-31' });
    const response = await fetch(stack.client.endpoint, { method: 'POST', body });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('does not support ListTopics of the API version 2010-03-31');
  });

  test('refuses a call without a signature', async () => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    const response = await fetch(stack.client.endpoint, { method: 'POST', body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  test('lists its calls with the fields of the form', async () => {
    await new STSClient(stack.client).send(new GetCallerIdentityCommand({}));
    expect((await stack.calls()).findLast(({ service }) => service === 'sts')).toMatchObject({
      service: 'sts',
      operation: 'GetCallerIdentity',
      input: { Action: 'GetCallerIdentity' },
      status: 200,
    });
  });
});

test('a secret is rotated', async () => {
  const client = new SecretsManagerClient(stack.client);
  const SecretId = 'fixture/webhooks/github';
  const get = async (VersionStage?: string) => {
    const { SecretString, CreatedDate } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
    expect(CreatedDate).toBeInstanceOf(Date);
    return SecretString;
  };
  expect(await get()).toBe('local-github-secret');
  await expect(get('AWSPREVIOUS')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'rotated' }));
  expect([await get(), await get('AWSPREVIOUS')]).toEqual(['rotated', 'local-github-secret']);
});
