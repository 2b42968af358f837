import { expect, it } from 'vitest';
import type { Policy } from '../../../functions/domain/policy/policy.ts';
import { webhookSecrets } from '../../../schemas/webhook-secrets.ts';

const desk = (proof: NonNullable<Policy['sources']>[string]['proof']) => ({ proof, mapping: '$' });

it('each ticket source that proves itself by a secret has one of its own', () => {
  const sources = { zendesk: desk({ kind: 'zendesk' }), 'jira-automation': desk({ kind: 'header', headers: ['X'] }) };
  expect(webhookSecrets({ sources })).toEqual({
    Resources: {
      ZendeskWebhookSecret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: as serverless.yml writes it
          Name: '${self:custom.name}/webhooks/zendesk',
          Description: 'Proves webhooks of the ticket source zendesk',
          GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
          KmsKeyId: {
            'Fn::If': ['HasCustomerManagedKey', { 'Fn::GetAtt': ['DataKey', 'Arn'] }, { Ref: 'AWS::NoValue' }],
          },
        },
      },
      JiraAutomationWebhookSecret: expect.objectContaining({
        // biome-ignore lint/suspicious/noTemplateCurlyInString: as serverless.yml writes it
        Properties: expect.objectContaining({ Name: '${self:custom.name}/webhooks/jira-automation' }),
      }),
    },
  });
});

it('a ticket source whose secret is rotated has a schedule, which starts with the next turn', () => {
  const sources = { desk: { ...desk({ kind: 'zendesk' }), rotateEveryDays: 90 } };
  expect(webhookSecrets({ sources }).Resources['DeskWebhookSecretRotation']).toEqual({
    Type: 'AWS::SecretsManager::RotationSchedule',
    DependsOn: 'RotateWebhookSecretPermission',
    Properties: {
      SecretId: { Ref: 'DeskWebhookSecret' },
      RotationLambdaARN: { 'Fn::GetAtt': ['RotateDashwebhookDashsecretLambdaFunction', 'Arn'] },
      RotationRules: { AutomaticallyAfterDays: 90 },
      RotateImmediatelyOnUpdate: false,
    },
  });
});

it('a ticket source that signs by IAM has no secret', () => {
  const sources = { desk: desk({ kind: 'iam', principals: ['arn:aws:iam::111111111111:role/desk'] }) };
  expect(webhookSecrets({ sources })).toEqual({ Resources: {} });
});

it('a policy without ticket sources has no secrets', () => {
  expect(webhookSecrets({})).toEqual({ Resources: {} });
});
