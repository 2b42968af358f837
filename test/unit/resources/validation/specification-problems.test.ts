import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { specificationProblems } from '../../../../resources/validation/specification-problems.ts';
import type { TemplateResource } from '../../../../resources/validation/template.ts';

const specification = loadAwsServiceSpecSync();
const problemsOf = (One: TemplateResource) => specificationProblems({ Resources: { One } }, specification);
const queue = (Properties: Record<string, unknown>) => problemsOf({ Type: 'AWS::SQS::Queue', Properties });

describe('the check against the resource specification', () => {
  it('finds nothing in a resource that is as it should be', () => {
    const Properties = {
      QueueName: 'one',
      MessageRetentionPeriod: '60',
      SqsManagedSseEnabled: { 'Fn::If': ['A', true, 'false'] },
    };
    expect(queue(Properties)).toEqual([]);
  });

  it.each([
    { problem: 'One: there is no property Name', found: () => queue({ Name: 'one' }) },
    { problem: 'One.DelaySeconds: integer is wanted', found: () => queue({ DelaySeconds: 'soon' }) },
    { problem: 'One.FifoQueue: boolean is wanted', found: () => queue({ FifoQueue: 'yes' }) },
    { problem: 'One.QueueName: string is wanted', found: () => queue({ QueueName: ['one'] }) },
    {
      problem: 'One.SqsManagedSseEnabled: boolean is wanted',
      found: () => queue({ SqsManagedSseEnabled: { 'Fn::If': ['A', true, 'often'] } }),
    },
    { problem: 'One: AWS::SQS::Pipe is no type of resource', found: () => problemsOf({ Type: 'AWS::SQS::Pipe' }) },
    {
      problem: 'One: KeySchema is required',
      found: () => problemsOf({ Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'one' } }),
    },
    {
      problem: 'One.Targets: a list is wanted',
      found: () => problemsOf({ Type: 'AWS::Events::Rule', Properties: { Targets: {} } }),
    },
    {
      problem: 'One.Targets: Arn is required',
      found: () => problemsOf({ Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 'one' }] } }),
    },
    {
      problem: 'One.Targets.RetryPolicy: there is no property MaximumRetries',
      found: () =>
        problemsOf({
          Type: 'AWS::Events::Rule',
          Properties: { Targets: [{ Id: 'one', Arn: 'two', RetryPolicy: { MaximumRetries: 1 } }] },
        }),
    },
    { problem: 'One: there is no resource Two', found: () => queue({ QueueName: { 'Fn::GetAtt': ['Two', 'Arn'] } }) },
    { problem: 'One: One has no attribute Url', found: () => queue({ QueueName: { 'Fn::GetAtt': ['One', 'Url'] } }) },
  ])('finds $problem', ({ problem, found }) => {
    expect(found()).toEqual([problem]);
  });
});
