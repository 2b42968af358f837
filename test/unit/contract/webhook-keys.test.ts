import { describe, expect, it } from 'vitest';
import validInput from '../../../schemas/compiled/rotate-webhook-keys.input.js';
import { resourceNamed, resourcesOf } from './resources.ts';
import { listAt, readYaml, valueAt } from './sources.ts';

describe('the secret of the webhook keys', () => {
  const secrets = resourcesOf('AWS::SecretsManager::Secret');

  it('is the only one, as each costs the same whatever it holds', () => {
    expect(secrets.map(({ name }) => name)).toEqual(['WebhookKeys']);
  });

  it.each(['receive-webhook', 'rotate-webhook-keys'])('is where %s looks for it', (functionName) => {
    const environment = valueAt(readYaml('serverless.yml'), 'functions', functionName, 'environment');
    expect(valueAt(environment, 'WEBHOOK_KEYS')).toBe(valueAt(resourceNamed('WebhookKeys').properties, 'Name'));
  });

  it('gets no value from a deployment, which would take the place of what operators have entered', () => {
    const { properties } = resourceNamed('WebhookKeys');
    expect(Object.keys(Object(properties)).sort()).toEqual(['Description', 'KmsKeyId', 'Name']);
  });

  it('is looked after on schedule, with the input that the function takes for that', () => {
    const targets = listAt(resourceNamed('EveryFiveMinutesRule').properties, 'Targets');
    const target = targets.find((each) => valueAt(each, 'Id') === 'rotate-webhook-keys');
    const input: unknown = JSON.parse(String(valueAt(target, 'Input')));
    expect(input).toEqual({});
    expect(validInput(input)).toBe(true);
  });
});
