import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLocalTemplate } from '../../../local/package/local-template.ts';

const PARAMETERS = {
  SenderAddress: { Type: 'String', Default: 'contacts@example.com', AllowedPattern: '\\S+@\\S+' },
  GithubCloses: { Type: 'String', Default: 'false', AllowedValues: ['true', 'false'] },
};

let packageDir: string;

beforeEach(async () => {
  packageDir = await mkdtemp(join(tmpdir(), 'local-template-'));
});
afterEach(() => rm(packageDir, { recursive: true }));

const RESOURCES = { Token: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'tickets/jira' } } };

async function template(params = {}) {
  await writeFile(
    join(packageDir, 'cloudformation-template-update-stack.json'),
    JSON.stringify({ Parameters: PARAMETERS, Resources: RESOURCES }),
  );
  return readLocalTemplate(packageDir, params);
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

test('has the resources that were packaged', async () => {
  expect((await template())['Resources']).toEqual(RESOURCES);
});

test('names the directory when it holds no package', async () => {
  await writeFile(join(packageDir, 'cloudformation-template-update-stack.json'), '[]');
  await expect(readLocalTemplate(packageDir, {})).rejects.toThrow(`${packageDir} has no compiled template`);
});
