import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { iamProblems } from '../../../../resources/validation/iam-problems.ts';
import type { Template } from '../../../../resources/validation/template.ts';

const specification = loadAwsServiceSpecSync();
const table = { 'Fn::GetAtt': ['Table', 'Arn'] };

/** A template with a table, and a role whose only statement this is. */
function roleWith(statement: object): Template {
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
  return {
    Parameters: { Unknown: { Type: 'String', Default: '' } },
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'one', PolicyDocument }] } },
      Table: { Type: 'AWS::DynamoDB::Table' },
    },
  };
}

const problemsOf = (statement: object) => iamProblems(roleWith(statement), specification);

describe('the check of policies', () => {
  it.each([
    { why: 'an action, its resource and its condition fit', Action: 'dynamodb:GetItem', Resource: table },
    { why: 'an action has no resources', Action: 'xray:PutTraceSegments', Resource: '*' },
    { why: 'the resource is known only when the stack exists', Action: 'sts:AssumeRole', Resource: { Ref: 'Unknown' } },
    {
      why: 'a wildcard covers the resource',
      Action: 'logs:PutLogEvents',
      Resource: { 'Fn::Sub': 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/one:*' },
    },
    {
      why: 'a condition key is one of the service',
      Action: 'dynamodb:GetItem',
      Resource: table,
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['REQUEST#*'] } },
    },
    {
      why: 'a condition key is global',
      Action: 'dynamodb:GetItem',
      Resource: table,
      Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111' } },
    },
  ])('finds nothing when $why', async ({ why: _, ...statement }) => {
    expect(await problemsOf(statement)).toEqual([]);
  });

  it.each([
    { problem: 'dynamodb:GetItems is no action', Action: 'dynamodb:GetItems', Resource: table },
    { problem: 'dynamodb:getItem is no action', Action: 'dynamodb:getItem', Resource: table },
    { problem: 'dynamo:GetItem is no action', Action: 'dynamo:GetItem', Resource: table },
    { problem: 'dynamodb:Fetch* is no action', Action: 'dynamodb:Fetch*', Resource: '*' },
    { problem: 'dynamodb:GetItem can name its resources', Action: 'dynamodb:GetItem', Resource: '*' },
    {
      problem: 'sqs:SendMessage is about none of arn:aws:dynamodb:us-east-1:111111111111:table/*',
      Action: 'sqs:SendMessage',
      Resource: table,
    },
    {
      problem: 'no action of the statement is about arn:aws:sqs:us-east-1:111111111111:queue',
      Action: 'dynamodb:GetItem',
      Resource: [table, 'arn:aws:sqs:us-east-1:111111111111:queue'],
    },
    {
      problem: 'dynamodb:GetItem does not know dynamodb:LeadingKey',
      Action: 'dynamodb:GetItem',
      Resource: table,
      Condition: { StringLike: { 'dynamodb:LeadingKey': 'REQUEST#*' } },
    },
  ])('finds that $problem', async ({ problem, ...statement }) => {
    expect(await problemsOf(statement)).toEqual([`${problem} (Role)`]);
  });

  it('looks into statements that depend on a condition of the template', async () => {
    const statement = { Effect: 'Allow', Action: 'kms:Sing', Resource: '*' };
    const template = roleWith({});
    template.Resources['Role'] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [{ PolicyDocument: { Statement: [{ 'Fn::If': ['Wanted', statement, { Ref: 'AWS::NoValue' }] }] } }],
      },
    };
    expect(await iamProblems(template, specification)).toEqual(['kms:Sing is no action (Role)']);
  });

  it.each([
    { Type: 'AWS::Events::EventBusPolicy', Properties: { Statement: { Action: 'events:PutEvent' } } },
    { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Statement: [{ Action: 'events:PutEvent' }] } } },
    { Type: 'AWS::SNS::TopicPolicy', Properties: { PolicyDocument: { Statement: [{ Action: 'events:PutEvent' }] } } },
    { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ Action: 'events:PutEvent' }] } } },
    { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [{ Action: 'events:PutEvent' }] } } },
    {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Statement: [{ Action: 'events:PutEvent' }] } },
    },
  ])('reads the policies of $Type', async (resource) => {
    expect(await iamProblems({ Resources: { One: resource } }, specification)).toEqual([
      'events:PutEvent is no action (One)',
    ]);
  });
});
