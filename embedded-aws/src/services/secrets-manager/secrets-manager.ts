import { AwsError } from '../../endpoint/aws-error.ts';
import { brokenTextRule, refuseViolations } from '../../endpoint/constraints.ts';
import type { Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, listAt, textAt } from '../../json.ts';
import type { Invoke } from '../../lambda/invoker.ts';
import type { StackAccount } from '../../stack-account.ts';
import type { SecretModel } from '../../template/secret-models.ts';
import type { SecretValues } from '../../template/secret-values.ts';
import { rotate } from './rotation.ts';
import { Secret, type SecretVersion } from './secret.ts';

export interface SecretsManagerOptions {
  secrets: SecretModel[];
  account: StackAccount;
  values: Pick<SecretValues, 'declared'>;
  /** Runs the functions that rotate secrets. */
  invoke: Invoke;
  /** The secrets of an earlier run. */
  kept?: Map<string, JsonObject>;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
const TOKEN = { least: 32, most: 64 };

/** The Secrets Manager API: reads secrets, and rotates them. */
export function createSecretsManagerService({
  secrets: declared,
  account,
  values,
  invoke,
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
      DescribeSecret: bySecret(describeSecret),
      UpdateSecretVersionStage: bySecret(updateSecretVersionStage),
      RotateSecret: bySecret((secret, input) => rotateSecret(secret, input, invoke)),
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

function describeSecret({ arn: ARN, name: Name, rotationFunction, versions }: Secret): JsonObject {
  const staged = versions.filter(({ stages }) => stages.size > 0);
  return {
    ARN,
    Name,
    RotationEnabled: rotationFunction !== undefined,
    VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]])),
  };
}

function updateSecretVersionStage(secret: Secret, input: JsonObject): JsonObject {
  const to = textAt(input, 'MoveToVersionId');
  if (to === undefined) throw unsupported('removing a staging label');
  secret.moveStage(textAt(input, 'VersionStage') ?? '', to, textAt(input, 'RemoveFromVersionId'));
  return { ARN: secret.arn, Name: secret.name };
}

function rotateSecret(secret: Secret, input: JsonObject, invoke: Invoke): JsonObject {
  if (input['RotationLambdaARN'] !== undefined) throw unsupported('RotationLambdaARN');
  if (secret.rotationFunction === undefined) {
    throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.');
  }
  const token = readToken(input);
  const pending = secret.pending;
  if (pending === undefined) secret.announce(token);
  // As on AWS, the answer does not wait for the function.
  void rotate({ secret, functionArn: secret.rotationFunction, token: pending ?? token }, invoke);
  if (pending === undefined || pending === token) return { ARN: secret.arn, Name: secret.name, VersionId: token };
  const message = "A previous rotation isn't complete. That rotation will be reattempted.";
  throw new AwsError('InvalidRequestException', message);
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
