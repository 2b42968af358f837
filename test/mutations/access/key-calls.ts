import { HANDLER_ACTIONS } from '../../../resources/validation/handler-actions.ts';
import { resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { ANYBODY, type Call } from './calls.ts';
import { ACCOUNT, arn, Resolver } from './resolver.ts';

/** KMS makes these without a key, and asks nobody's policy but the caller's. */
const WITHOUT_KEY = ['kms:CreateKey'];

/** A key that signs is not rotated. https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
const ROTATING = ['kms:EnableKeyRotation', 'kms:DisableKeyRotation'];

/** Takes back a deletion, for which there are 30 days: nothing else can. */
const OF_PEOPLE = ['kms:CancelKeyDeletion'];

/** What services do with a key that encrypts, in the name of whoever calls them. */
const THROUGH_SERVICES: Record<string, string[]> = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  dynamodb: ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey', 'CreateGrant'],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  sqs: ['Decrypt', 'GenerateDataKey'],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  s3: ['Decrypt', 'GenerateDataKey'],
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  secretsmanager: ['Decrypt', 'GenerateDataKey'],
  // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
  states: ['Decrypt', 'GenerateDataKey'],
};

/** What services do with it by themselves. */
const BY_SERVICES: Record<string, string[]> = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
  'delivery.logs.amazonaws.com': ['Decrypt'],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
  'events.amazonaws.com': ['Decrypt', 'GenerateDataKey', 'DescribeKey'],
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  'cloudwatch.amazonaws.com': ['Decrypt', 'GenerateDataKey'],
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const BY_LOGS = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey'];

/** What people and services do with the keys of a template. Whose role signs is what its function calls. */
export function keyCalls(template: Template): Call[] {
  const resolver = new Resolver(template);
  return resourcesOf(template, 'AWS::KMS::Key').flatMap(({ id, properties }) => {
    const resource = resolver.arnOf(id);
    const isSigning = properties['KeyUsage'] === 'SIGN_VERIFY';
    return [
      ...administration(isSigning).map((action) => ({ by: 'administrator', action, resource })),
      ...(isSigning ? signing(resource) : encryption(template, resource)),
    ];
  });
}

/**
 * CloudFormation administers keys in the name of whoever deploys; whoever administers the account verifies approvals, with KMS or
 * with the public key.
 */
function administration(isSigning: boolean): string[] {
  const handled = [...(HANDLER_ACTIONS['AWS::KMS::Key'] ?? []), ...(HANDLER_ACTIONS['AWS::KMS::Alias'] ?? [])];
  const possible = handled.filter(
    (action) => !WITHOUT_KEY.includes(action) && !(isSigning && ROTATING.includes(action)),
  );
  return [...possible, ...OF_PEOPLE, ...(isSigning ? ['kms:GetPublicKey', 'kms:Verify'] : [])];
}

function signing(resource: string): Call[] {
  return [{ by: 'administrator', action: 'kms:Sign', resource, decision: 'denied' }];
}

function encryption(template: Template, resource: string): Call[] {
  const resolver = new Resolver(template);
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup').filter(
    ({ properties }) => properties['KmsKeyId'] !== undefined,
  );
  return [
    ...Object.entries(THROUGH_SERVICES).flatMap(([service, actions]) =>
      actions.map((action) => ({
        by: ANYBODY,
        action: `kms:${action}`,
        resource,
        context: { 'kms:ViaService': [`${service}.us-east-1.amazonaws.com`], 'kms:CallerAccount': [ACCOUNT] },
      })),
    ),
    ...Object.entries(BY_SERVICES).flatMap(([by, actions]) =>
      actions.map((action) => ({ by, action: `kms:${action}`, resource })),
    ),
    ...groups.flatMap(({ properties }) =>
      BY_LOGS.map((action) => ({
        by: 'logs.us-east-1.amazonaws.com',
        action: `kms:${action}`,
        resource,
        context: {
          'kms:EncryptionContext:aws:logs:arn': [
            arn('logs', `log-group:${resolver.text(valueAt(properties, 'LogGroupName'))}`),
          ],
        },
      })),
    ),
  ];
}
