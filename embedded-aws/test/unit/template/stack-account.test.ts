import { expect, test } from 'vitest';
import { StackAccount } from '../../../src/stack-account.ts';
import { readStackModel } from '../../../src/template/stack-model.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

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
  const account = new StackAccount('333333333333');
  const model = JSON.stringify(readStackModel(new Template({ Resources: RESOURCES }, { ...ADDRESSES, account })));
  const accountIds = new Set(model.match(/\b\d{12}\b/g));
  expect([...accountIds]).toEqual(['333333333333']);
});
