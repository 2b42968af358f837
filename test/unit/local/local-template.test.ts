import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeholderParams } from '../../../local/package/deployment-params.ts';
import { readLocalTemplate } from '../../../local/package/local-template.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are placeholders of CloudFormation and of the framework
const SERVICE = `
params:
  default: { account: '\${AWS::AccountId}', roleArn: '', url: '' }
  local: { url: https://tickets.local/jira }
`;

const secret = (name: string) => ({ Type: 'AWS::SecretsManager::Secret', Properties: { Name: name } });

let repository: string;

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'local-template-'));
  await writeFile(join(repository, 'serverless.yml'), SERVICE);
});
afterEach(() => rm(repository, { recursive: true }));

/** The template of a package whose policy had the source `jira`. */
async function template(params = {}, webhookSecrets = {}) {
  const { account, roleArn, url } = await placeholderParams(repository);
  const resources = {
    Env: { Account: { 'Fn::Sub': account }, RoleArn: roleArn, Url: `${url}/issues` },
    JiraWebhookSecret: secret('alternate-contacts-local/webhooks/jira'),
    JiraWebhookSecretRotation: {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: { SecretId: { Ref: 'JiraWebhookSecret' } },
    },
    Token: secret('alternate-contacts-local/tickets/jira'),
  };
  await writeFile(
    join(repository, 'cloudformation-template-update-stack.json'),
    JSON.stringify({ Resources: resources }),
  );
  return readLocalTemplate({ repository, packageDir: repository, params, webhookSecrets });
}

test('has the parameters of the stage when none are given', async () => {
  expect(await template()).toMatchObject({
    Resources: {
      Env: { Account: { 'Fn::Sub': '${AWS::AccountId}' }, RoleArn: '', Url: 'https://tickets.local/jira/issues' },
    },
  });
});

test('has the parameters that are given, whatever their characters', async () => {
  const params = { account: '111111111111', roleArn: 'a "quoted" $& \\ text' };
  expect(await template(params)).toMatchObject({
    Resources: { Env: { Account: { 'Fn::Sub': '111111111111' }, RoleArn: params.roleArn } },
  });
});

test('names a parameter that the service does not have', async () => {
  await expect(template({ rolArn: 'x' })).rejects.toThrow(
    'There is no deployment parameter rolArn, only account, roleArn, url',
  );
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
