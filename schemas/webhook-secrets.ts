import type { Policy } from '../functions/domain/policy/policy.ts';

/** Resources of a CloudFormation template, as `serverless.yml` includes them. */
export interface TemplatePart {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** A secret for each ticket source that proves itself by one. Its first value is random. */
export function webhookSecrets({ sources = {} }: Pick<Policy, 'sources'>): TemplatePart {
  const secrets = Object.entries(sources).filter(([, { proof }]) => proof.kind !== 'iam');
  const resources = secrets.map(([name]) => {
    const Properties = {
      Name: `\${self:custom.name}/webhooks/${name}`,
      Description: `Proves webhooks of the ticket source ${name}`,
      // Letters and digits, and a multiple of 4: any system takes it, also those that want base64.
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    };
    return [`${pascalCase(name)}WebhookSecret`, { Type: 'AWS::SecretsManager::Secret', Properties }];
  });
  return { Resources: Object.fromEntries(resources) };
}

/** `jira-automation` becomes `JiraAutomation`. */
function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
