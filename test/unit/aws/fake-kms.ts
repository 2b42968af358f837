import { generateKeyPairSync, sign } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { digest } from '../../../functions/domain/request/digest.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';

/** The keys by alias, as KMS makes them for ECC_NIST_P256. */
const pairs = new Map<unknown, ReturnType<typeof newPair>>();

function newPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pairOf(alias: unknown): ReturnType<typeof newPair> {
  const pair = pairs.get(alias) ?? newPair();
  pairs.set(alias, pair);
  return pair;
}

/** Lets KMS answer with real keys. @returns the calls */
export function fakeKms(): SentCommand[] {
  return fakeClient(KMSClient, answerOfKms);
}

/** The public half of a key: DER, SubjectPublicKeyInfo. */
export function publicKeyOf(alias: string): Uint8Array {
  return pairOf(alias).publicKey.export({ format: 'der', type: 'spki' });
}

/** A statement with the signature of a key. */
export function signedWith<Statement extends object>(alias: string, statement: Statement) {
  const signature = signatureOf(alias, Buffer.from(digest(statement))).toString('base64');
  return { ...statement, signature };
}

/** What KMS answers to a command. */
export function answerOfKms({ name, input }: SentCommand): object {
  if (name === 'GetPublicKeyCommand') return { PublicKey: publicKeyOf(String(input['KeyId'])) };
  if (name !== 'SignCommand') throw new Error(`KMS knows no ${name}`);
  return { Signature: signatureOf(input['KeyId'], Buffer.from(Object(input['Message']))) };
}

function signatureOf(alias: unknown, message: Buffer): Buffer {
  return sign('sha256', message, pairOf(alias).privateKey);
}
