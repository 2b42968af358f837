import { createPublicKey, verify } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const stack = sharedStack();

const FUNCTION = { accessKeyId: 'fixture-echo', secretAccessKey: 'local' };
const MESSAGE = Buffer.from('approved');
const SIGNING = { KeyId: 'alias/fixture', Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' } as const;

const kms = (credentials = stack.client.credentials) => new KMSClient({ ...stack.client, credentials });

describe('a key', () => {
  test('signs for the role that its policy names, and others verify', async () => {
    const { Signature = new Uint8Array(), KeyId } = await kms(FUNCTION).send(new SignCommand(SIGNING));
    const { PublicKey = new Uint8Array() } = await kms().send(new GetPublicKeyCommand({ KeyId }));
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    expect(verify('sha256', MESSAGE, key, Signature)).toBe(true);
    expect(await kms().send(new VerifyCommand({ ...SIGNING, Signature }))).toMatchObject({ SignatureValid: true });
    const forged = { ...SIGNING, Message: Buffer.from('rejected'), Signature };
    await expect(kms().send(new VerifyCommand(forged))).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
  });

  test('signs for nobody else, and the call is listed', async () => {
    await expect(kms().send(new SignCommand(SIGNING))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('because no resource-based policy allows the kms:Sign action'),
    });
    const call = (await stack.calls()).findLast(({ service, status }) => service === 'kms' && status === 400);
    expect(call).toMatchObject({ operation: 'Sign', input: { KeyId: 'alias/fixture' } });
  });
});

describe('a condition', () => {
  const put = (pk: string) =>
    new DynamoDBClient({ ...stack.client, credentials: FUNCTION }).send(
      new PutItemCommand({ TableName: 'fixture-table', Item: { pk: { S: pk } } }),
    );

  test('lets a function write items of its own kind', async () => {
    await expect(put('OWN#1')).resolves.toBeDefined();
  });

  test('keeps other items from it', async () => {
    await expect(put('OTHER#1')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('because no identity-based policy allows the dynamodb:PutItem action'),
    });
  });
});
