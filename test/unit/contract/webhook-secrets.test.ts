import { describe, expect, it } from 'vitest';
import secrets from '../../../schemas/compiled/webhook-secrets.json' with { type: 'json' };
import { entriesAt, readYaml, valueAt, variable } from './sources.ts';

const serverless = readYaml('serverless.yml');
const prefix = valueAt(serverless, 'functions', 'receive-webhook', 'environment', 'WEBHOOK_SECRETS');

describe('the secrets of ticket sources', () => {
  it.each(entriesAt(secrets, 'Resources'))(
    '%s is where the function looks for it, and nobody has written it',
    (_, secret) => {
      const { Name: name, ...properties } = Object(valueAt(secret, 'Properties'));
      expect(String(name).split('/webhooks/')[0]).toBe(String(prefix).split('/webhooks')[0]);
      expect(name).toMatch(/^[^/]+\/webhooks\/[a-z][a-z0-9-]{0,30}$/);
      expect(properties).toMatchObject({ GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true } });
      expect(properties).not.toHaveProperty('SecretString');
    },
  );

  it('are part of the stack', () => {
    expect(entriesAt(secrets, 'Resources').length).toBeGreaterThan(0);
    expect(valueAt(serverless, 'resources')).toContain(variable('file(schemas/compiled/webhook-secrets.json)'));
  });
});
