import { expect, it } from 'vitest';
import { stageLengthProblem } from '../../../packaging/name-lengths.ts';
import { variable } from '../contract/sources.ts';

const STAGE = 'of-nineteen-letters';
const REGION = variable('AWS::Region');

const resourcesOf = (stage: string) => ({
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: `alternate-contacts-${stage}-derive-baseline-request` },
  },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Name: `alternate-contacts-${stage}-tickets-freshservice-done` } },
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: `alternate-contacts-${stage}` } },
  Nameless: { Type: 'AWS::Events::Rule' },
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': `alternate-contacts-${stage}-${REGION}` } } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } },
});

it('takes a stage whose longest name is as long as AWS allows', () => {
  expect(stageLengthProblem(resourcesOf(STAGE), STAGE)).toBeUndefined();
});

it('names the first name that is too long, and the longest stage for which none is', () => {
  expect(stageLengthProblem(resourcesOf(`${STAGE}-and-six`), `${STAGE}-and-six`)).toBe(
    'the stage of-nineteen-letters-and-six is too long: Function (AWS::Lambda::Function) would be called alternate-contacts-of-nineteen-letters-and-six-derive-baseline-request, 70 characters, and AWS takes 64; choose a stage of at most 19 characters',
  );
});

it('counts the longest name of a region where a name holds the region', () => {
  const stage = 'x'.repeat(31);
  const { Role } = resourcesOf(stage);
  expect(stageLengthProblem({ Role }, stage)).toMatch(/65 characters, .* at most 30 characters$/);
});
