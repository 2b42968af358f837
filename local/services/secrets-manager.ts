import { AwsError } from '../endpoint/aws-error.ts';
import type { Service } from '../endpoint/service.ts';
import { type JsonObject, textAt } from '../json.ts';
import { arn } from '../place.ts';

/** The secret that signs Standard Webhooks locally: the specification wants a prefix and base64. */
const STANDARD_WEBHOOKS_SECRET = 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0';

/**
 * The Secrets Manager API, read-only. The secret of a ticket source is found by the last part of its name:
 * `…/jira` holds `local-jira-secret`.
 */
export function createSecretsManagerService(secrets: { name: string; arn: string }[]): Service {
  const find = (input: JsonObject) => {
    const id = textAt(input, 'SecretId') ?? '';
    return secrets.find((secret) => secret.name === id || secret.arn === id);
  };
  return {
    name: 'secretsmanager',
    actionPrefix: 'secretsmanager',
    errorStatuses: { InternalServiceError: 500 },
    operations: {
      GetSecretValue: {
        resources: (input) => [find(input)?.arn ?? arn('secretsmanager', `secret:${textAt(input, 'SecretId')}`)],
        run: (input) => {
          const secret = find(input);
          if (!secret)
            throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
          const { name } = secret;
          return { ARN: secret.arn, Name: name, SecretString: secretValue(name), VersionStages: ['AWSCURRENT'] };
        },
      },
    },
  };
}

function secretValue(name: string): string {
  const source = /([^/]+)$/.exec(name)?.[1] ?? name;
  return source === 'standard' ? STANDARD_WEBHOOKS_SECRET : `local-${source}-secret`;
}
