import { AwsError } from '../../endpoint/aws-error.ts';
import { constraintMessage } from '../../endpoint/constraints.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { Message } from './signing-key.ts';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
const MOST_BYTES = 4_096;
const DIGEST_BYTES = 32;

const SIGNING_ALGORITHM = /^(RSASSA_(PSS|PKCS1_V1_5)_SHA_(256|384|512)|ECDSA_SHA_(256|384|512))$/;

const PARAMETERS = ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm', 'Signature'];

/**
 * The message of Sign and Verify.
 * @throws AwsError named `ValidationException`
 */
export function readMessage(input: JsonObject): Message {
  const unsupported = Object.keys(input).find((name) => !PARAMETERS.includes(name));
  if (unsupported) throw invalid(`The embedded AWS does not support ${unsupported} of a signature`);
  const bytes = readBytes(input, 'Message');
  if (!SIGNING_ALGORITHM.test(textAt(input, 'SigningAlgorithm') ?? '')) {
    throw violated('signingAlgorithm', 'Member must satisfy enum value set');
  }
  const type = textAt(input, 'MessageType') ?? 'RAW';
  if (type !== 'RAW' && type !== 'DIGEST') {
    throw violated('messageType', 'Member must satisfy enum value set: [RAW, DIGEST]');
  }
  if (type === 'DIGEST' && bytes.length !== DIGEST_BYTES) {
    throw invalid(`Digest is invalid length for algorithm ${textAt(input, 'SigningAlgorithm')}.`);
  }
  return { type, bytes };
}

/**
 * The bytes of a parameter, which JSON carries in base64.
 * @throws AwsError named `ValidationException` unless there are 1 to 4,096
 */
export function readBytes(input: JsonObject, name: string): Buffer {
  const bytes = Buffer.from(textAt(input, name) ?? '', 'base64');
  if (bytes.length >= 1 && bytes.length <= MOST_BYTES) return bytes;
  const limit = `Member must have length greater than or equal to 1 and less than or equal to ${MOST_BYTES}`;
  throw violated(`${name[0]?.toLowerCase()}${name.slice(1)}`, limit);
}

function violated(place: string, constraint: string): AwsError {
  return invalid(constraintMessage([{ place, constraint }]));
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
