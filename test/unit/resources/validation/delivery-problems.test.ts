import { describe, expect, it } from 'vitest';
import { deliveryProblems } from '../../../../resources/validation/delivery-problems.ts';
import type { TemplateResource } from '../../../../resources/validation/template.ts';

const RetryPolicy = { MaximumRetryAttempts: 185 };
const DeadLetterConfig = { Arn: 'queue' };
const Arn = { 'Fn::GetAtt': ['Function', 'Arn'] };
const rule = (target: object, schedule = {}): TemplateResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { ...schedule, Targets: [{ Id: 'one', Arn: 'machine', ...target }] },
});
const scheduled = (target: object) => rule(target, { ScheduleExpression: 'rate(1 day)' });
const invoked = (config?: object) => ({
  Function: { Type: 'AWS::Lambda::Function' },
  ...(config && {
    Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: 'Function' }, ...config } },
  }),
});
const kept = { DestinationConfig: { OnFailure: { Destination: 'queue' } } };

describe('the check of deliveries', () => {
  it.each([
    { why: 'a target says both', resources: { Rule: rule({ RetryPolicy, DeadLetterConfig }) } },
    { why: 'a schedule runs again', resources: { Rule: scheduled({ RetryPolicy }) } },
    {
      why: 'Lambda keeps what a function failed to handle',
      resources: { Rule: rule({ Arn, RetryPolicy, DeadLetterConfig }), ...invoked(kept) },
    },
    {
      why: 'a schedule invokes a function again',
      resources: { Rule: scheduled({ Arn, RetryPolicy }), ...invoked({ MaximumRetryAttempts: 0 }) },
    },
  ])('finds nothing when $why', ({ resources }) => {
    expect(deliveryProblems({ Resources: resources })).toEqual([]);
  });

  it.each([
    { problem: 'no DeadLetterConfig', resources: { Rule: rule({ RetryPolicy }) } },
    { problem: 'no RetryPolicy', resources: { Rule: rule({ DeadLetterConfig }) } },
    { problem: 'no RetryPolicy', resources: { Rule: scheduled({}) } },
    {
      problem: 'no EventInvokeConfig of Function',
      resources: { Rule: rule({ Arn, RetryPolicy, DeadLetterConfig }), ...invoked() },
    },
    {
      problem: 'no EventInvokeConfig of Function',
      resources: { Rule: scheduled({ Arn, RetryPolicy }), ...invoked() },
    },
    {
      problem: 'Config keeps no event that Function failed to handle',
      resources: { Rule: rule({ Arn, RetryPolicy, DeadLetterConfig }), ...invoked({ MaximumRetryAttempts: 2 }) },
    },
  ])('finds $problem', ({ problem, resources }) => {
    expect(deliveryProblems({ Resources: resources })).toEqual([`Rule, target one: ${problem}`]);
  });

  it('finds a bus that says nothing of events that its key could not encrypt', () => {
    const bus = (properties: object) => ({ Bus: { Type: 'AWS::Events::EventBus', Properties: { ...properties } } });
    const KmsKeyIdentifier = 'key';
    expect(deliveryProblems({ Resources: bus({ KmsKeyIdentifier }) })).toEqual(['Bus: no DeadLetterConfig']);
    expect(deliveryProblems({ Resources: bus({ KmsKeyIdentifier, DeadLetterConfig }) })).toEqual([]);
    expect(deliveryProblems({ Resources: bus({}) })).toEqual([]);
  });
});
