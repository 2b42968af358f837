import { randomUUID } from 'node:crypto';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Operation, Service } from '../endpoint/service.ts';
import { type JsonObject, listAt, textAt } from '../json.ts';
import type { StackAccount } from '../stack-account.ts';
import type { SecretValues } from '../template/secret-values.ts';

interface Version {
  id: string;
  value: string;
  created: Date;
}

interface Secret {
  name: string;
  arn: string;
  current: Version;
  previous: Version | undefined;
}

/** The Secrets Manager API: reads secrets, and rotates them. */
export function createSecretsManagerService(
  declared: { name: string; arn: string }[],
  account: StackAccount,
  values: Pick<SecretValues, 'declared'>,
): Service {
  const secrets = declared.map(({ name, arn }): Secret => {
    return { name, arn, current: makeVersion(values.declared(name)), previous: undefined };
  });
  const find = (input: JsonObject) => {
    const id = textAt(input, 'SecretId') ?? '';
    return secrets.find((secret) => secret.name === id || secret.arn === id);
  };
  const bySecret = (run: (secret: Secret, input: JsonObject) => JsonObject): Operation => ({
    resources: (input) => [find(input)?.arn ?? account.arn('secretsmanager', `secret:${textAt(input, 'SecretId')}`)],
    run: (input) => {
      const secret = find(input);
      if (secret) return run(secret, input);
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    },
  });
  return {
    name: 'secretsmanager',
    actionPrefix: 'secretsmanager',
    errorStatuses: { InternalServiceError: 500 },
    operations: { GetSecretValue: bySecret(getSecretValue), PutSecretValue: bySecret(putSecretValue) },
  };
}

function getSecretValue(secret: Secret, input: JsonObject): JsonObject {
  if (input['VersionId'] !== undefined) throw unsupported('VersionId');
  const stage = textAt(input, 'VersionStage') ?? 'AWSCURRENT';
  const version = { AWSCURRENT: secret.current, AWSPREVIOUS: secret.previous }[stage];
  if (!version) {
    const message = `Secrets Manager can't find the specified secret value for staging label: ${stage}`;
    throw new AwsError('ResourceNotFoundException', message);
  }
  return { ...describe(secret, version, stage), SecretString: version.value, CreatedDate: version.created };
}

/** A repeated call with the same token changes nothing: the SDK may retry it. */
function putSecretValue(secret: Secret, input: JsonObject): JsonObject {
  const value = textAt(input, 'SecretString');
  if (value === undefined) throw unsupported('SecretBinary');
  const stages = listAt(input, 'VersionStages');
  if (stages.some((stage) => stage !== 'AWSCURRENT')) throw unsupported(`the stages ${stages.join(', ')}`);
  const token = textAt(input, 'ClientRequestToken');
  if (token === undefined || token !== secret.current.id) {
    secret.previous = secret.current;
    secret.current = makeVersion(value, token);
  }
  return describe(secret, secret.current, 'AWSCURRENT');
}

function makeVersion(value: string, id: string = randomUUID()): Version {
  return { id, value, created: new Date() };
}

function describe({ name, arn: ARN }: Secret, version: Version, stage: string): JsonObject {
  return { ARN, Name: name, VersionId: version.id, VersionStages: [stage] };
}

function unsupported(what: string): AwsError {
  return new AwsError('InvalidParameterException', `The embedded AWS does not support ${what} of a secret`);
}
