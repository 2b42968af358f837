import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { UsageError } from '../../../../cli/errors.ts';

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('the stage', () => {
  it.each([
    { flag: undefined, environment: {}, stage: 'dev' },
    { flag: undefined, environment: { CONTACTS_STAGE: 'prod' }, stage: 'prod' },
    { flag: undefined, environment: { CONTACTS_STAGE: '' }, stage: 'dev' },
    { flag: 'test', environment: { CONTACTS_STAGE: 'prod' }, stage: 'test' },
    { flag: undefined, environment: { AWS_ENDPOINT_URL: 'http://localhost:4566' }, stage: 'local' },
    { flag: undefined, environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, stage: 'local' },
    { flag: undefined, environment: { AWS_ENDPOINT_URL: 'http://[::1]:4566' }, stage: 'local' },
    { flag: undefined, environment: { AWS_ENDPOINT_URL: 'https://vpce.example.com' }, stage: 'dev' },
    { flag: undefined, environment: { AWS_ENDPOINT_URL: 'http://localhost:1', CONTACTS_STAGE: 'x' }, stage: 'x' },
  ])('is $stage with the flag $flag and $environment', ({ flag, environment, stage }) => {
    expect(settingsOf(flag, environment)).toMatchObject({ stage, serviceName: `alternate-contacts-${stage}` });
  });

  it.each(['', 'a b', 'dev/../prod', 'Prod', 'x'.repeat(17)])('cannot be %j', (stage) => {
    expect(() => settingsOf(stage, {})).toThrow(UsageError);
  });
});

describe('the settings of the clients', () => {
  it("are the SDK's own when AWS is called", () => {
    expect(settingsOf(undefined, {}).client).toEqual({});
  });

  it('are complete at an endpoint on this machine', () => {
    const { client } = settingsOf(undefined, { AWS_ENDPOINT_URL: 'http://localhost:4566' });
    expect(client).toEqual({ region: 'us-east-1', credentials: LOCAL });
  });

  it('leave to the user what the user has set', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_REGION: 'eu-west-1', AWS_PROFILE: 'mine' };
    expect(settingsOf(undefined, environment).client).toEqual({ region: 'eu-west-1' });
  });

  it.each([{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }, { AWS_ACCESS_KEY_ID: 'AKIAANYBODY' }])(
    'sign as the user of the embedded AWS when it would not know the keys %j',
    (keys) => {
      const { client } = settingsOf(undefined, { AWS_ENDPOINT_URL: 'http://localhost:4566', ...keys });
      expect(client.credentials).toEqual(LOCAL);
    },
  );

  it('leave the keys of a session, which the embedded AWS has made, to the SDK', () => {
    const session = { AWS_ACCESS_KEY_ID: 'ASIA1', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    const { client } = settingsOf(undefined, { AWS_ENDPOINT_URL: 'http://localhost:4566', ...session });
    expect(client).not.toHaveProperty('credentials');
  });

  it('know AWS_DEFAULT_REGION as the AWS CLI does', () => {
    expect(settingsOf(undefined, { AWS_DEFAULT_REGION: 'eu-west-1' }).client).toEqual({ region: 'eu-west-1' });
  });

  it.each(['localhost:4566', 'http://', 'ftp://localhost'])('refuse the endpoint %s', (endpoint) => {
    expect(() => settingsOf(undefined, { AWS_ENDPOINT_URL: endpoint })).toThrow(/AWS_ENDPOINT_URL/);
  });
});
