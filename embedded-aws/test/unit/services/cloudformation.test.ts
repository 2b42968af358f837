import { describe, expect, test } from 'vitest';
import { createCloudformationService } from '../../../src/services/cloudformation.ts';
import { describeStack } from '../../../src/template/stack-description.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES, callFrom } from '../models.ts';

const TEMPLATE = {
  Parameters: {
    Sender: { Type: 'String', Default: 'a@example.com' },
    Key: { Type: 'String', Default: 'hidden', NoEcho: true },
  },
  Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
    Other: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
    ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`Topic${index}`, { Type: 'AWS::SNS::Topic' }])),
  },
  Outputs: {
    QueueArn: {
      Description: 'The <queue>',
      Value: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      Export: { Name: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'queue']] } },
    },
    OtherUrl: { Condition: 'Never', Value: { Ref: 'Other' } },
  },
};

const ID = new Template(TEMPLATE, ADDRESSES).stackId;

/** What an operation answers, in XML. */
async function call(operation: string, input: object): Promise<string> {
  const { operations } = createCloudformationService(describeStack(new Template(TEMPLATE, ADDRESSES)));
  const answer = await operations[operation]?.run({ ...input }, callFrom());
  return String(Object(answer).body);
}

describe('DescribeStacks', () => {
  test.each([{}, { StackName: 'fixture' }, { StackName: ID }])(
    'describes the stack to a call with %j',
    async (input) => {
      const xml = await call('DescribeStacks', input);
      expect(xml).toContain(`<Stacks><member><StackId>${ID}</StackId><StackName>fixture</StackName>`);
      expect(xml).toContain('<StackStatus>CREATE_COMPLETE</StackStatus>');
    },
  );

  test('shows the outputs whose conditions hold, and no parameter that is a secret', async () => {
    const xml = await call('DescribeStacks', {});
    expect(xml).toContain(
      '<Outputs><member><OutputKey>QueueArn</OutputKey><OutputValue>arn:aws:sqs:us-east-1:111111111111:q</OutputValue>' +
        '<Description>The &lt;queue&gt;</Description><ExportName>fixture-queue</ExportName></member></Outputs>',
    );
    expect(xml).toContain('<ParameterKey>Sender</ParameterKey><ParameterValue>a@example.com</ParameterValue>');
    expect(xml).toContain('<ParameterKey>Key</ParameterKey><ParameterValue>****</ParameterValue>');
    expect(xml).not.toContain('hidden');
  });

  test('knows no other stack', async () => {
    await expect(call('DescribeStacks', { StackName: 'other' })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id other does not exist',
    });
  });
});

test('ListStackResources lists the resources whose conditions hold, by pages', async () => {
  const first = await call('ListStackResources', { StackName: 'fixture' });
  expect(first).toContain(
    '<LogicalResourceId>Queue</LogicalResourceId><PhysicalResourceId>http://localhost:4566/111111111111/q</PhysicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType>',
  );
  const [, NextToken] = /<NextToken>(.+)<\/NextToken>/.exec(first) ?? [];
  const second = await call('ListStackResources', { StackName: 'fixture', NextToken });
  const names = [first, second].map((xml) => [...xml.matchAll(/<LogicalResourceId>(\w+)</g)].map(([, name]) => name));
  expect(names.map(({ length }) => length)).toEqual([100, 1]);
  expect(names.flat()).not.toContain('Other');
  await expect(call('ListStackResources', {})).rejects.toMatchObject({ name: 'ValidationError' });
});
