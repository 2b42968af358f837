import { describe, expect, it } from 'vitest';
import { webhookSecrets } from '../../../schemas/webhook-secrets.ts';
import { defaultPolicy } from '../webhooks/payloads.ts';
import { resourceNamed } from './resources.ts';
import { entriesAt, readYaml, valueAt, variable } from './sources.ts';

const serverless = readYaml('serverless.yml');
const secrets = webhookSecrets(defaultPolicy);
const prefix = valueAt(serverless, 'functions', 'receive-webhook', 'environment', 'WEBHOOK_SECRETS');

describe('the secrets of ticket sources', () => {
  const resources = entriesAt(secrets, 'Resources');
  const isSecret = ([, resource]: [string, unknown]) => valueAt(resource, 'Type') === 'AWS::SecretsManager::Secret';

  it.each(resources.filter(isSecret))(
    '%s is where the function looks for it, and nobody has written it',
    (_, secret) => {
      const { Name: name, ...properties } = Object(valueAt(secret, 'Properties'));
      expect(String(name).split('/webhooks/')[0]).toBe(String(prefix).split('/webhooks')[0]);
      expect(name).toMatch(/^[^/]+\/webhooks\/[a-z][a-z0-9-]{0,30}$/);
      expect(properties).toMatchObject({ GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true } });
      expect(properties).not.toHaveProperty('SecretString');
    },
  );

  it('are rotated by a function that Secrets Manager may call', () => {
    const schedules = resources.filter((resource) => !isSecret(resource));
    expect(schedules.map(([name]) => name)).toEqual(['StandardWebhookSecretRotation']);
    const permission = resourceNamed('RotateWebhookSecretPermission').properties;
    for (const [, schedule] of schedules) {
      expect(valueAt(schedule, 'DependsOn')).toBe('RotateWebhookSecretPermission');
      expect(valueAt(schedule, 'Properties', 'RotationLambdaARN')).toEqual({
        'Fn::GetAtt': [valueAt(permission, 'FunctionName', 'Ref'), 'Arn'],
      });
    }
    expect(permission).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  it('are part of the stack', () => {
    expect(entriesAt(secrets, 'Resources').length).toBeGreaterThan(0);
    expect(valueAt(serverless, 'resources')).toContain(variable('file(schemas/compiled/webhook-secrets.json)'));
  });
});
