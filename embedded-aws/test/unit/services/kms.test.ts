import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isObject, textAt } from '../../../src/json.ts';
import { createKmsService } from '../../../src/services/kms/kms.ts';
import type { KeyModel } from '../../../src/template/key-models.ts';
import { callFrom, STACK_ACCOUNT } from '../models.ts';

const ARN = 'arn:aws:kms:us-east-1:111111111111:key/votes-id';
const VOTES: KeyModel = {
  ...{ id: 'votes-id', arn: ARN, description: 'Votes', isEnabled: true, aliases: ['alias/votes'] },
  policy: { resource: ARN, statements: [], decidesAlone: true },
};
const DISABLED = { ...VOTES, id: 'off', arn: ARN.replace('votes-id', 'off'), isEnabled: false, aliases: [] };
const { operations } = createKmsService([VOTES, DISABLED], STACK_ACCOUNT);

const TEXT = Buffer.from('approved');
const DIGEST = createHash('sha256').update(TEXT).digest();
const SIGNING = { KeyId: 'alias/votes', SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'DIGEST' };

function call(operation: string, input: object) {
  const answer = operations[operation]?.run({ ...input }, callFrom());
  if (!isObject(answer)) throw new Error(`${operation} has no answer`);
  return answer;
}

/** The signature of a message, in base64. */
const signed = (Message: Buffer, given: object = {}) =>
  textAt(call('Sign', { ...SIGNING, Message: Message.toString('base64'), ...given }), 'Signature') ?? '';

function publicKey() {
  const { PublicKey } = call('GetPublicKey', { KeyId: ARN });
  return createPublicKey({ key: Buffer.from(String(PublicKey), 'base64'), format: 'der', type: 'spki' });
}

test.each([
  ['a digest', DIGEST, 'DIGEST'],
  ['a text', TEXT, 'RAW'],
])('signs %s so that others can verify it with the public key', (_what, message, MessageType) => {
  // Often enough to meet numbers of every length.
  for (let round = 0; round < 40; round += 1) {
    const signature = Buffer.from(signed(message, { MessageType }), 'base64');
    expect(verify('sha256', TEXT, publicKey(), signature)).toBe(true);
    expect(verify('sha256', Buffer.from('rejected'), publicKey(), signature)).toBe(false);
  }
});

describe('Verify', () => {
  const check = (given: object) =>
    call('Verify', { ...SIGNING, Message: DIGEST.toString('base64'), Signature: signed(DIGEST), ...given });

  test('accepts the signature of the digest and of its text', () => {
    expect(check({})).toMatchObject({ KeyId: ARN, SignatureValid: true });
    expect(check({ MessageType: 'RAW', Message: TEXT.toString('base64') })).toMatchObject({ SignatureValid: true });
  });

  test.each([
    ['the digest is another', { Message: Buffer.alloc(32, 1).toString('base64') }],
    ['it is no signature', { Signature: Buffer.from('nonsense').toString('base64') }],
    [
      'it has bytes too many',
      { Signature: Buffer.concat([Buffer.from(signed(DIGEST), 'base64'), TEXT]).toString('base64') },
    ],
  ])('refuses the signature when %s', (_condition, given) => {
    expect(() => check(given)).toThrow(expect.objectContaining({ name: 'KMSInvalidSignatureException', status: 400 }));
  });
});

test.each(['votes-id', ARN, 'alias/votes', 'arn:aws:kms:us-east-1:111111111111:alias/votes'])(
  'finds a key by %s',
  (KeyId) => {
    expect(call('DescribeKey', { KeyId })).toMatchObject({
      KeyMetadata: { Arn: ARN, KeyId: 'votes-id', KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', Enabled: true },
    });
    expect(operations['Sign']?.resources({ KeyId }, callFrom().caller)).toEqual([ARN]);
  },
);

const message = (bytes: Buffer) => ({ Message: bytes.toString('base64') });

test.each([
  ['the key is unknown', { KeyId: 'other' }, 'NotFoundException', "Key 'arn:aws:kms:us-east-1:111111111111:key/other'"],
  ['the alias is unknown', { KeyId: 'alias/other' }, 'NotFoundException', 'alias/other is not found'],
  ['the key is disabled', { KeyId: 'off' }, 'DisabledException', `${DISABLED.arn} is disabled`],
  [
    'the algorithm is for other keys',
    { SigningAlgorithm: 'ECDSA_SHA_384' },
    'InvalidKeyUsageException',
    'ECDSA_SHA_384',
  ],
  ['the algorithm is unknown', { SigningAlgorithm: 'MD5' }, 'ValidationException', 'signingAlgorithm'],
  ['the type of message is unknown', { MessageType: 'TEXT' }, 'ValidationException', 'messageType'],
  ['the digest is too short', message(TEXT), 'ValidationException', 'Digest is invalid length for algorithm'],
  ['the text is too long', { ...message(Buffer.alloc(4_097)), MessageType: 'RAW' }, 'ValidationException', "'message'"],
  ['there is no message', { Message: undefined }, 'ValidationException', "'message'"],
  ['it needs grants', { GrantTokens: [] }, 'ValidationException', 'does not support GrantTokens'],
])('refuses to sign when %s', (_condition, given, name, text) => {
  const sign = () => call('Sign', { ...SIGNING, ...message(DIGEST), ...given });
  expect(sign).toThrow(expect.objectContaining({ name, status: 400 }));
  expect(sign).toThrow(text);
});

test('tells the condition keys of a call', () => {
  expect(operations['Sign']?.context?.({ ...SIGNING }, ARN)).toEqual({
    'kms:ResourceAliases': ['alias/votes'],
    'kms:RequestAlias': ['alias/votes'],
    'kms:SigningAlgorithm': ['ECDSA_SHA_256'],
    'kms:MessageType': ['DIGEST'],
  });
  expect(operations['GetPublicKey']?.context?.({ KeyId: ARN }, ARN)).toMatchObject({
    'kms:RequestAlias': [],
    'kms:MessageType': [],
  });
});
