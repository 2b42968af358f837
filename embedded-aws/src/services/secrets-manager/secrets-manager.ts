import { AwsError } from '../../endpoint/aws-error.ts';
import { brokenTextRule, refuseViolations } from '../../endpoint/constraints.ts';
import type { Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, listAt, textAt } from '../../json.ts';
import type { StackAccount } from '../../stack-account.ts';
import type { DeclaredSecret } from '../../template/dynamic-references.ts';
import type { SecretValues } from '../../template/secret-values.ts';
import { Secret, type SecretVersion } from './secret.ts';

export interface SecretsManagerOptions {
  secrets: DeclaredSecret[];
  account: StackAccount;
  values: Pick<SecretValues, 'declared'>;
  /** The secrets of an earlier run. */
  kept?: Map<string, JsonObject>;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
const TOKEN = { least: 32, most: 64 };

/** The Secrets Manager API: reads secrets, and gives them new values. */
export function createSecretsManagerService({
  secrets: declared,
  account,
  values,
  kept,
}: SecretsManagerOptions): Service {
  const secrets = declared.map((model) => new Secret(model, values.declared(model.name), kept));
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
    operations: {
      GetSecretValue: bySecret(getSecretValue),
      PutSecretValue: bySecret(putSecretValue),
      UpdateSecretVersionStage: bySecret(updateSecretVersionStage),
    },
  };
}

function getSecretValue(secret: Secret, input: JsonObject): JsonObject {
  if (input['VersionId'] !== undefined) throw unsupported('VersionId');
  const stage = textAt(input, 'VersionStage') ?? 'AWSCURRENT';
  const version = secret.at(stage);
  if (!version) {
    const message = `Secrets Manager can't find the specified secret value for staging label: ${stage}`;
    throw new AwsError('ResourceNotFoundException', message);
  }
  return { ...answer(secret, version), SecretString: version.value, CreatedDate: version.created };
}

function putSecretValue(secret: Secret, input: JsonObject): JsonObject {
  const value = textAt(input, 'SecretString');
  if (value === undefined) throw unsupported('SecretBinary');
  const given = listAt(input, 'VersionStages').map(String);
  const stages = given.length > 0 ? given : ['AWSCURRENT'];
  return answer(secret, secret.put(value, readToken(input), stages));
}

function updateSecretVersionStage(secret: Secret, input: JsonObject): JsonObject {
  const to = textAt(input, 'MoveToVersionId');
  if (to === undefined) throw unsupported('removing a staging label');
  secret.moveStage(textAt(input, 'VersionStage') ?? '', to, textAt(input, 'RemoveFromVersionId'));
  return { ARN: secret.arn, Name: secret.name };
}

/**
 * The id of the version that a call makes, which AWS's clients invent if they are given none.
 * @throws AwsError
 */
function readToken(input: JsonObject): string {
  const token = textAt(input, 'ClientRequestToken');
  if (token === undefined) {
    const message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';
    throw new AwsError('InvalidRequestException', message);
  }
  const constraint = brokenTextRule(token, TOKEN);
  refuseViolations(constraint === undefined ? [] : [{ value: token, place: 'clientRequestToken', constraint }]);
  return token;
}

function answer({ name, arn: ARN }: Secret, { id, stages }: SecretVersion): JsonObject {
  return { ARN, Name: name, VersionId: id, VersionStages: [...stages] };
}

function unsupported(what: string): AwsError {
  return new AwsError('InvalidParameterException', `The embedded AWS does not support ${what} of a secret`);
}
