import { describe, expect, test } from 'vitest';
import { readKeys } from '../../../src/template/key-models.ts';
import { readResourcePolicies } from '../../../src/template/resource-policies.ts';
import { readRoles } from '../../../src/template/roles.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

const BUS_ARN = 'arn:aws:events:us-east-1:111111111111:event-bus/b';
const ROLE_ARN = 'arn:aws:iam::111111111111:role/reporter';
const Bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } };
const Reporter = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reporter' } };

const DENY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'events:PutEvents',
  Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] },
  Condition: {
    'ForAnyValue:StringEquals': { 'events:detail-type': ['Report'] },
    ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['Reporter', 'Arn'] } },
  },
};

const template = (resources: object) => new Template({ Resources: { Bus, Reporter, ...resources } }, ADDRESSES);

const busPolicy = (statement: object) => ({
  Type: 'AWS::Events::EventBusPolicy',
  Properties: { EventBusName: { Ref: 'Bus' }, Statement: statement },
});

describe('the policy of an event bus', () => {
  test('has a statement for each resource of the template', () => {
    const resources = { Deny: busPolicy(DENY), Allow: busPolicy({ ...DENY, Effect: 'Allow', Condition: {} }) };
    const statement = { actions: ['events:PutEvents'], resources: [BUS_ARN], principals: ['*'] };
    expect(readResourcePolicies(template(resources), [])).toEqual([
      {
        resource: BUS_ARN,
        decidesAlone: false,
        statements: [
          {
            ...{ ...statement, effect: 'Deny' },
            conditions: [
              { operator: 'ForAnyValue:StringEquals', key: 'events:detail-type', values: ['Report'] },
              { operator: 'ArnNotEquals', key: 'aws:PrincipalArn', values: [ROLE_ARN] },
            ],
          },
          { ...statement, effect: 'Allow', conditions: [] },
        ],
      },
    ]);
  });

  test.each([
    ['another operator', { Condition: { IpAddress: { 'aws:SourceIp': '::1' } } }, 'the condition operator IpAddress'],
    ['another key', { Condition: { StringEquals: { 'aws:SourceVpc': 'v' } } }, 'the condition key aws:SourceVpc'],
    [
      'a policy variable',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      { Condition: { StringEquals: { 'events:source': '${!aws:username}' } } },
      'the policy variable in',
    ],
    ['NotPrincipal', { NotPrincipal: '*' }, 'NotPrincipal in a policy'],
    ['NotAction', { NotAction: '*' }, 'NotAction in a policy'],
    ['no effect', { Effect: undefined }, 'the effect of a statement'],
  ])('is refused when it has %s', (_what, difference, message) => {
    const read = () => readResourcePolicies(template({ Policy: busPolicy({ ...DENY, ...difference }) }), []);
    expect(read).toThrow(message);
    expect(read).toThrow('(Policy)');
  });
});

test('the policy of a role is refused when it has a condition that is not evaluated', () => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals: { 'sts:x': '1' } } };
  const Other = { ...Reporter, Properties: { Policies: [{ PolicyDocument: { Statement: statement } }] } };
  expect(() => readRoles(template({ Other }))).toThrow('the condition key sts:x (Other)');
});

describe('a key', () => {
  const KEY = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
  const key = (properties: object) => ({ Type: 'AWS::KMS::Key', Properties: { ...KEY, ...properties } });
  const alias = (TargetKeyId: unknown) => ({
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/votes', TargetKeyId },
  });

  test('has its aliases and its policy', () => {
    const KeyPolicy = {
      Statement: [{ Effect: 'Allow', Principal: { AWS: ROLE_ARN }, Action: 'kms:Sign', Resource: '*' }],
    };
    const [model] = readKeys(template({ Votes: key({ KeyPolicy }), Alias: alias({ Ref: 'Votes' }) }));
    expect(model).toMatchObject({
      arn: `arn:aws:kms:us-east-1:111111111111:key/${model?.id}`,
      isEnabled: true,
      aliases: ['alias/votes'],
      policy: { resource: model?.arn, decidesAlone: true },
    });
    expect(model?.policy.statements).toMatchObject([{ principals: [ROLE_ARN], actions: ['kms:Sign'] }]);
  });

  test('is left out with its alias when it encrypts, because nothing is stored encrypted here', () => {
    const Data = { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } };
    const models = readKeys(template({ Data, Alias: alias({ 'Fn::GetAtt': ['Data', 'Arn'] }), Votes: key({}) }));
    expect(models.map(({ aliases, description }) => ({ aliases, description }))).toEqual([
      { aliases: [], description: '' },
    ]);
  });

  test('leaves everything to the account when it has no policy', () => {
    const [model] = readKeys(template({ Votes: key({ Enabled: false }) }));
    expect(model).toMatchObject({
      isEnabled: false,
      policy: { statements: [{ actions: ['kms:*'], principals: ['arn:aws:iam::111111111111:root'] }] },
    });
  });

  test('may be encrypted with under conditions, which no call here meets', () => {
    const Condition = { StringEquals: { 'kms:EncryptionContext:aws:sqs:arn': 'arn' } };
    const Statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Condition };
    const Policies = [{ PolicyName: 'one', PolicyDocument: { Statement } }];
    const Other = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'other', Policies } };
    const other = readRoles(template({ Other })).find(({ name }) => name === 'other');
    expect(other?.statements[0]?.conditions[0]?.key).toBe('kms:EncryptionContext:aws:sqs:arn');
  });

  test.each([
    ['its spec is another', { Votes: key({ KeySpec: 'RSA_2048' }) }, 'the KeySpec of the key Votes'],
    ['it has no usage', { Votes: key({ KeyUsage: undefined }) }, 'the KeyUsage of the key Votes'],
    ['it is in several regions', { Votes: key({ MultiRegion: true }) }, 'the MultiRegion of the key Votes'],
    ['its alias is of no key', { Alias: alias('other') }, 'the target of alias/votes'],
  ])('is refused when %s', (_condition, resources, message) => {
    expect(() => readKeys(template(resources))).toThrow(message);
  });
});
