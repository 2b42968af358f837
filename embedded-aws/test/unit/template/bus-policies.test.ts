import { describe, expect, test } from 'vitest';
import { readBusDenials } from '../../../src/template/bus-policies.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

const CONDITION = {
  'ForAnyValue:StringEquals': { 'events:detail-type': ['Report'] },
  ArnNotEquals: { 'aws:PrincipalArn': [{ 'Fn::GetAtt': ['Reporter', 'Arn'] }] },
};
const DENY = { Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: '*', Condition: CONDITION };

const denialsOf = (statement: object) => {
  const policy = {
    Type: 'AWS::Events::EventBusPolicy',
    Properties: { EventBusName: { Ref: 'Bus' }, Statement: statement },
  };
  const Bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } };
  const Reporter = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reporter' } };
  return readBusDenials(new Template({ Resources: { Bus, Reporter, Policy: policy } }, ADDRESSES));
};

describe('the policy of an event bus', () => {
  test('denies some types to everybody but some roles', () => {
    const exceptRoles = ['arn:aws:iam::111111111111:role/reporter'];
    expect(denialsOf(DENY)).toEqual([{ eventBusName: 'b', detailTypes: ['Report'], exceptRoles }]);
  });

  test('denies nothing when it allows', () => {
    expect(denialsOf({ ...DENY, Effect: 'Allow', Condition: { StringEquals: { 'events:source': ['a'] } } })).toEqual(
      [],
    );
  });

  test.each([
    ['everything', { Condition: {} }],
    ['by another condition', { Condition: { ...CONDITION, Bool: { 'aws:SecureTransport': 'false' } } }],
    ['by another key', { Condition: { ...CONDITION, ArnNotEquals: { 'aws:SourceArn': 'a' } } }],
    ['another action', { Action: 'events:*' }],
    ['some principals', { Principal: { AWS: '*' } }],
  ])('is refused when it denies %s', (_what, difference) => {
    expect(() => denialsOf({ ...DENY, ...difference })).toThrow(
      'a policy that denies anything but PutEvents of some types',
    );
  });
});
