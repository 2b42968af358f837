// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's placeholders
import { describe, expect, test } from 'vitest';
import { readStackModel } from '../../../src/template/stack-model.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

/** The value of a queue's name, resolved in a template with a table, an API and two conditions. */
function resolved(value: unknown): unknown {
  const template = new Template(
    {
      Parameters: {
        Owner: { Type: 'String', Default: 'ops' },
        Nameless: { Type: 'String' },
        Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/owner' },
      },
      Conditions: {
        IsLocal: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
        IsChina: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
        IsBoth: { 'Fn::And': [{ Condition: 'IsLocal' }, { Condition: 'IsChina' }] },
        IsEither: { 'Fn::Or': [{ Condition: 'IsLocal' }, { Condition: 'IsChina' }] },
        IsOps: { 'Fn::Equals': [{ 'Fn::Sub': '${Owner}-${AWS::Region}' }, 'ops-us-east-1'] },
        IsText: 'true',
        IsNotText: { 'Fn::Not': ['false'] },
      },
      Resources: {
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'requests' } },
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'service/webhooks/jira' } },
        Absent: { Type: 'AWS::SNS::Topic', Condition: 'IsChina', Properties: {} },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: value } },
      },
    },
    ADDRESSES,
  );
  return template.resources('AWS::SNS::Topic')[0]?.properties['DisplayName'];
}

describe('resolves', () => {
  test.each([
    ['a table', { Ref: 'Table' }, 'requests'],
    ['a parameter', { Ref: 'Owner' }, 'ops'],
    ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '111111111111'],
    ['an ARN', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:111111111111:table/requests'],
    ['an attribute in one text', { 'Fn::GetAtt': 'Api.ApiEndpoint' }, 'http://localhost:3000'],
    [
      'a text with references',
      { 'Fn::Sub': '${Table}/${Api.ApiEndpoint}/${!Literal}' },
      'requests/http://localhost:3000/${Literal}',
    ],
    ['a text with variables', { 'Fn::Sub': ['${a}-${Owner}', { a: { Ref: 'Table' } }] }, 'requests-ops'],
    ['a joined list', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }]] }, 'a/requests'],
    ['a condition that holds', { 'Fn::If': ['IsLocal', 'yes', 'no'] }, 'yes'],
    ['a condition that does not', { 'Fn::If': ['IsChina', 'yes', { Ref: 'Table' }] }, 'requests'],
    ['a condition of which both parts must hold', { 'Fn::If': ['IsBoth', 'yes', 'no'] }, 'no'],
    ['a condition of which one part must hold', { 'Fn::If': ['IsEither', 'yes', 'no'] }, 'yes'],
    ['a condition that compares a text with references', { 'Fn::If': ['IsOps', 'yes', 'no'] }, 'yes'],
    ['a list without what has no value', ['a', { 'Fn::If': ['IsChina', 'b', { Ref: 'AWS::NoValue' }] }], ['a']],
    [
      'an IAM condition, which is not an intrinsic function',
      { Condition: { StringEquals: { a: 'b' } } },
      { Condition: { StringEquals: { a: 'b' } } },
    ],
  ])('%s', (_what, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each([
    ['a whole secret', '{{resolve:secretsmanager:service/webhooks/jira}}', 'local-jira-secret'],
    [
      'a whole secret by its ARN',
      { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString}}' },
      'local-jira-secret',
    ],
    [
      'a key of a secret of an operator',
      '{{resolve:secretsmanager:write-back/jira:SecretString:token}}',
      'local-token',
    ],
    ['a key within a text', 'Bearer {{resolve:secretsmanager:a:SecretString:token::}}', 'Bearer local-token'],
    [
      'several keys, deep in a property',
      { a: ['{{resolve:secretsmanager:a:SecretString:user}}:{{resolve:secretsmanager:a:SecretString:key}}'] },
      { a: ['local-user:local-key'] },
    ],
  ])('the dynamic reference of %s', (_what, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test('nothing in place of a property without a value', () => {
    expect(resolved({ Ref: 'AWS::NoValue' })).toBeUndefined();
  });
});

describe('refuses by name', () => {
  test.each([
    ['an intrinsic function', { 'Fn::GetAZs': '' }, 'Fn::GetAZs'],
    ['a reference to nothing', { Ref: 'Nowhere' }, 'Nowhere'],
    ['an attribute', { 'Fn::GetAtt': ['Table', 'Colour'] }, 'Table.Colour'],
    ['a parameter without a default', { Ref: 'Nameless' }, 'Nameless'],
    ['a parameter of a type', { Ref: 'Stored' }, 'Stored'],
    ['a resource whose condition does not hold', { Ref: 'Absent' }, 'Absent'],
    ['an attribute of such a resource', { 'Fn::GetAtt': ['Absent', 'TopicArn'] }, 'Absent'],
    ['a condition that is a text', { 'Fn::If': ['IsText', 1, 2] }, 'IsText'],
    ['a part of a condition that is a text', { 'Fn::If': ['IsNotText', 1, 2] }, 'Fn::Not'],
    ['a parameter store', '{{resolve:ssm:/a}}', '{{resolve:ssm:/a}}'],
    ['a secure parameter', 'x {{resolve:ssm-secure:a:1}}', '{{resolve:ssm-secure:a:1}}'],
    ['a former value', '{{resolve:secretsmanager:a:SecretString:k:AWSPREVIOUS}}', 'AWSPREVIOUS'],
    ['a version', '{{resolve:secretsmanager:a:SecretString:k::v1}}', ':v1'],
    ['a key of a secret without keys', '{{resolve:secretsmanager:service/webhooks/jira:SecretString:k}}', 'jira'],
    ['a whole secret of an operator', '{{resolve:secretsmanager:write-back/jira}}', 'write-back/jira'],
  ])('%s that it does not know', (_what, value, name) => {
    expect(() => resolved(value)).toThrow(name);
  });

  test('a resource type that it does not know', () => {
    const template = { Resources: { Cache: { Type: 'AWS::ElastiCache::CacheCluster' } } };
    expect(() => new Template(template, ADDRESSES)).toThrow('AWS::ElastiCache::CacheCluster (Cache)');
  });
});

describe('reads a stack', () => {
  const resource = (Type: string, Properties: object) => ({ Type, Properties });
  const model = (resources: object) => readStackModel(new Template({ Resources: resources }, ADDRESSES));

  test('with a function, its routes and its package', () => {
    const { functions } = model({
      ShowLambdaFunction: resource('AWS::Lambda::Function', {
        FunctionName: 'service-local-show',
        Handler: 'functions/show.handler',
        Timeout: 10,
        Code: { S3Key: 'serverless/show.zip' },
        Environment: { Variables: { TABLE: { Ref: 'Table' }, SIZE: 5 } },
      }),
      Table: resource('AWS::DynamoDB::Table', { TableName: 'requests' }),
      Integration: resource('AWS::ApiGatewayV2::Integration', {
        IntegrationUri: { 'Fn::GetAtt': ['ShowLambdaFunction', 'Arn'] },
      }),
      Route: resource('AWS::ApiGatewayV2::Route', {
        RouteKey: 'GET /approvals/{token}',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      }),
    });
    expect(functions).toMatchObject([
      {
        key: 'show',
        name: 'service-local-show',
        timeoutSeconds: 10,
        environment: { TABLE: 'requests', SIZE: '5' },
        routes: [{ routeKey: 'GET /approvals/{token}', authorization: 'NONE' }],
      },
    ]);
  });

  test('with the substitutions made in a state machine', () => {
    const { stateMachines } = model({
      Machine: resource('AWS::StepFunctions::StateMachine', {
        StateMachineName: 'm',
        DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Arn}"}}}',
        DefinitionSubstitutions: { Arn: { 'Fn::GetAtt': ['Table', 'Arn'] } },
      }),
      Table: resource('AWS::DynamoDB::Table', { TableName: 'requests' }),
    });
    const task = { Type: 'Task', Resource: 'arn:aws:dynamodb:us-east-1:111111111111:table/requests' };
    expect(stateMachines[0]?.definition).toEqual({ StartAt: 'A', States: { A: task } });
  });

  test('with its secrets, whether they have a name or not', () => {
    const { secrets } = model({
      Keys: resource('AWS::SecretsManager::Secret', { Name: 'service/keys' }),
      Nameless: resource('AWS::SecretsManager::Secret', {}),
    });
    const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:111111111111:secret:${name}-local1`;
    expect(secrets).toEqual(['service/keys', 'Nameless'].map((name) => ({ name, arn: arn(name) })));
  });

  test.each([
    ['a placeholder', 'AWS::StepFunctions::StateMachine', { DefinitionString: '{"a":"${Nothing}"}' }, '${Nothing}'],
    ['an Express state machine', 'AWS::StepFunctions::StateMachine', { StateMachineType: 'EXPRESS' }, 'Express'],
    ['an authorizer', 'AWS::ApiGatewayV2::Route', { AuthorizationType: 'JWT' }, 'JWT'],
  ])('but not with %s', (_what, type, properties, name) => {
    expect(() => model({ Thing: resource(type, properties) })).toThrow(name);
  });
});
