import { expect, test } from 'vitest';
import { deploymentParams, placeIn } from '../../../local/place.ts';
import { readStackModel } from '../../../local/template/stack-model.ts';
import { Template } from '../../../local/template/template.ts';
import { ADDRESSES } from './models.ts';

test.each([
  ['management-account', '111111111111', {}],
  ['delegated-administrator', '333333333333', { managementAccountId: '111111111111' }],
  ['standalone-account', '777777777777', {}],
] as const)('a stack in the %s has the account %s', (kind, accountId, params) => {
  const place = placeIn(kind);
  expect(place.accountId).toBe(accountId);
  expect(place.arn('sqs', 'q')).toBe(`arn:aws:sqs:us-east-1:${accountId}:q`);
  expect(place.globalArn('iam', 'role/r')).toBe(`arn:aws:iam::${accountId}:role/r`);
  expect(deploymentParams(kind)).toEqual(params);
});

/** One of each kind of resource that has an ARN or an address, and an output that names the account. */
const RESOURCES = {
  Work: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { A: { Ref: 'AWS::AccountId' } } } } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
  Mails: { Type: 'AWS::SES::ConfigurationSet', Properties: {} },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } },
  Rule: { Type: 'AWS::Events::Rule', Properties: { EventBusName: 'b', EventPattern: {}, Targets: [] } },
  Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
};

test('all ARNs and addresses of a stack name the account that it runs in', () => {
  const place = placeIn('delegated-administrator');
  const model = JSON.stringify(readStackModel(new Template({ Resources: RESOURCES }, { ...ADDRESSES, place })));
  const accountIds = new Set(model.match(/\b\d{12}\b/g));
  expect([...accountIds]).toEqual(['333333333333']);
});
