import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLocalTemplate } from '../../../local/package/local-template.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are placeholders of CloudFormation and of the framework
const secret = (name: string) => ({ Type: 'AWS::SecretsManager::Secret', Properties: { Name: name } });

const PARAMETERS = {
  SenderAddress: { Type: 'String', Default: 'contacts@example.com', AllowedPattern: '\\S+@\\S+' },
  GithubCloses: { Type: 'String', Default: 'false', AllowedValues: ['true', 'false'] },
};

let packageDir: string;

beforeEach(async () => {
  packageDir = await mkdtemp(join(tmpdir(), 'local-template-'));
});
afterEach(() => rm(packageDir, { recursive: true }));

/** The template of a package whose policy had the source `jira`. */
async function template(params = {}, webhookSecrets = {}) {
  const resources = {
    JiraWebhookSecret: secret('alternate-contacts-local/webhooks/jira'),
    JiraWebhookSecretRotation: {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: { SecretId: { Ref: 'JiraWebhookSecret' } },
    },
    Token: secret('alternate-contacts-local/tickets/jira'),
  };
  await writeFile(
    join(packageDir, 'cloudformation-template-update-stack.json'),
    JSON.stringify({ Parameters: PARAMETERS, Resources: resources }),
  );
  return readLocalTemplate({ packageDir, params, webhookSecrets });
}

test('has the parameters of the stage when none are given', async () => {
  expect((await template())['Parameters']).toEqual(PARAMETERS);
});

test('has the parameters that are given, whatever their characters', async () => {
  const { SenderAddress, GithubCloses } = PARAMETERS;
  const senderAddress = '"$&\\@example.com';
  expect((await template({ senderAddress }))['Parameters']).toEqual({
    SenderAddress: { ...SenderAddress, Default: senderAddress },
    GithubCloses,
  });
});

test('names a parameter that the service does not have', async () => {
  await expect(template({ senderAdress: 'x' })).rejects.toThrow(
    'There is no deployment parameter senderAdress, only githubCloses, senderAddress',
  );
});

test.each([
  { params: { githubCloses: 'yes' }, says: 'The deployment parameter githubCloses must be true or false' },
  { params: { senderAddress: 'x' }, says: 'The deployment parameter senderAddress must match \\S+@\\S+' },
])('refuses $params, as CloudFormation would', async ({ params, says }) => {
  await expect(template(params)).rejects.toMatchObject({ name: 'DeploymentParamError', message: says });
});

test('has the webhook secrets of the policy instead of those that were packaged', async () => {
  const { Resources } = await template({}, { GithubWebhookSecret: secret('${self:custom.name}/webhooks/github') });
  expect(Resources).toMatchObject({
    GithubWebhookSecret: secret('alternate-contacts-local/webhooks/github'),
    Token: secret('alternate-contacts-local/tickets/jira'),
  });
  expect(Resources).not.toHaveProperty('JiraWebhookSecret');
  expect(Resources).not.toHaveProperty('JiraWebhookSecretRotation');
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
