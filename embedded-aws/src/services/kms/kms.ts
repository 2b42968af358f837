import { currentDate } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { StackAccount } from '../../stack-account.ts';
import type { KeyModel } from '../../template/key-models.ts';
import { readBytes, readMessage } from './input.ts';
import { SigningKey } from './signing-key.ts';

const ALGORITHM = 'ECDSA_SHA_256';
const ALGORITHMS = { SigningAlgorithms: [ALGORITHM] };
const KIND = { KeySpec: 'ECC_NIST_P256', CustomerMasterKeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };

interface Key extends KeyModel {
  material: SigningKey;
  created: Date;
}

/**
 * The Key Management Service, as far as signing needs it.
 * @param kept the key material of an earlier run; other keys are new
 */
export function createKmsService(
  models: KeyModel[],
  account: StackAccount,
  kept = new Map<string, JsonObject>(),
): Service {
  const keys = models.map((model) => keyOf(model, kept));
  const byKey = (run: (key: Key, input: JsonObject) => JsonObject): Operation => ({
    resources: (input) => [findKey(keys, account, input).arn],
    context: (input) => contextOf(findKey(keys, account, input), input),
    run: (input) => run(findKey(keys, account, input), input),
  });
  return {
    name: 'kms',
    actionPrefix: 'kms',
    errorStatuses: { KMSInternalException: 500, DependencyTimeoutException: 500, KeyUnavailableException: 500 },
    operations: {
      Sign: byKey(signMessage),
      Verify: byKey(verifySignature),
      GetPublicKey: byKey(getPublicKey),
      DescribeKey: byKey((key) => ({ KeyMetadata: describe(key, account) })),
    },
  };
}

function keyOf(model: KeyModel, kept: Map<string, JsonObject>): Key {
  const { pem, created } = kept.get(model.id) ?? {};
  const key = {
    ...model,
    material: new SigningKey(typeof pem === 'string' ? pem : undefined),
    created: typeof created === 'string' ? new Date(created) : currentDate(),
  };
  kept.set(model.id, { pem: key.material.pem, created: key.created.toISOString() });
  return key;
}

function contextOf({ aliases }: Key, input: JsonObject) {
  const given = (key: string) => [textAt(input, key) ?? []].flat();
  return {
    'kms:ResourceAliases': aliases,
    'kms:RequestAlias': given('KeyId').flatMap((id) => /alias\/.+$/.exec(id) ?? []),
    'kms:SigningAlgorithm': given('SigningAlgorithm'),
    'kms:MessageType': 'SigningAlgorithm' in input ? [textAt(input, 'MessageType') ?? 'RAW'] : [],
  };
}

/** By id, ARN, alias name or alias ARN. */
function findKey(keys: Key[], account: StackAccount, input: JsonObject): Key {
  const wanted = textAt(input, 'KeyId') ?? '';
  const prefix = account.arn('kms', '');
  const isArn = wanted.startsWith('arn:');
  const id = wanted.startsWith(prefix) ? wanted.slice(prefix.length) : wanted;
  const found = keys.find((key) => [isArn ? `key/${key.id}` : key.id, ...key.aliases].includes(id));
  if (found) return found;
  const what = id.startsWith('alias/')
    ? `Alias ${prefix}${id} is not found.`
    : `Key '${isArn ? wanted : `${prefix}key/${wanted}`}' does not exist`;
  throw new AwsError('NotFoundException', what);
}

function signMessage(key: Key, input: JsonObject): JsonObject {
  const message = readMessage(input);
  checkUsable(key, input);
  return { KeyId: key.arn, Signature: key.material.sign(message).toString('base64'), SigningAlgorithm: ALGORITHM };
}

function verifySignature(key: Key, input: JsonObject): JsonObject {
  const message = readMessage(input);
  const signature = readBytes(input, 'Signature');
  checkUsable(key, input);
  if (!key.material.isSignature(message, signature)) throw new AwsError('KMSInvalidSignatureException', '');
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: ALGORITHM };
}

function getPublicKey(key: Key): JsonObject {
  checkEnabled(key);
  return { KeyId: key.arn, PublicKey: key.material.publicKey.toString('base64'), ...KIND, ...ALGORITHMS };
}

function checkUsable(key: Key, input: JsonObject): void {
  checkEnabled(key);
  const algorithm = textAt(input, 'SigningAlgorithm');
  if (algorithm === ALGORITHM) return;
  throw new AwsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} and key spec ${KIND.KeySpec} are incompatible.`,
  );
}

function checkEnabled({ arn, isEnabled }: Key): void {
  if (!isEnabled) throw new AwsError('DisabledException', `${arn} is disabled.`);
}

function describe({ id, arn, description, isEnabled, created }: Key, account: StackAccount): JsonObject {
  return {
    AWSAccountId: account.id,
    KeyId: id,
    Arn: arn,
    CreationDate: created,
    Enabled: isEnabled,
    Description: description,
    KeyState: isEnabled ? 'Enabled' : 'Disabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    MultiRegion: false,
    ...KIND,
    ...ALGORITHMS,
  };
}
