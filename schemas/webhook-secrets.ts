import type { Policy } from '../functions/domain/policy/policy.ts';
import { WEBHOOK_SECRET_CHARACTERS } from '../functions/domain/policy/webhook-secret.ts';

/** Resources of a CloudFormation template, as `serverless.yml` includes them. */
export interface TemplatePart {
  Resources: Record<string, { Type: string; DependsOn?: string; Properties: Record<string, unknown> }>;
}

/** A secret for each ticket source that proves itself by one, and its rotation. Its first value is random. */
export function webhookSecrets({ sources = {} }: Pick<Policy, 'sources'>): TemplatePart {
  const secrets = Object.entries(sources).filter(([, { proof }]) => proof.kind !== 'iam');
  const resources = secrets.flatMap(([name, { rotateEveryDays }]) => {
    const id = `${pascalCase(name)}WebhookSecret`;
    const rotation = rotateEveryDays === undefined ? [] : [[`${id}Rotation`, rotationOf(id, rotateEveryDays)]];
    return [[id, secretOf(name)], ...rotation];
  });
  return { Resources: Object.fromEntries(resources) };
}

function secretOf(name: string) {
  const Properties = {
    Name: `\${self:custom.name}/webhooks/${name}`,
    Description: `Proves webhooks of the ticket source ${name}`,
    GenerateSecretString: { PasswordLength: WEBHOOK_SECRET_CHARACTERS, ExcludePunctuation: true },
    KmsKeyId: { 'Fn::If': ['HasCustomerManagedKey', { 'Fn::GetAtt': ['DataKey', 'Arn'] }, { Ref: 'AWS::NoValue' }] },
  };
  return { Type: 'AWS::SecretsManager::Secret', Properties };
}

function rotationOf(secretId: string, AutomaticallyAfterDays: number) {
  const Properties = {
    SecretId: { Ref: secretId },
    RotationLambdaARN: { 'Fn::GetAtt': ['RotateDashwebhookDashsecretLambdaFunction', 'Arn'] },
    RotationRules: { AutomaticallyAfterDays },
    // A deployment alone changes no secret.
    RotateImmediatelyOnUpdate: false,
  };
  return { Type: 'AWS::SecretsManager::RotationSchedule', DependsOn: 'RotateWebhookSecretPermission', Properties };
}

/** `jira-automation` becomes `JiraAutomation`. */
function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
