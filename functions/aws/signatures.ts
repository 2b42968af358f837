import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signed } from '../domain/approval/evidence.ts';
import { digest } from '../domain/request/digest.ts';
import { namingFaults } from './service-faults.ts';

const kms = namingFaults(new KMSClient({}));

/** Signs a statement with a key of KMS, by its alias. */
export async function sign<Statement extends object>(alias: string, statement: Statement): Promise<Signed<Statement>> {
  const { Signature } = await kms.send(
    new SignCommand({
      KeyId: alias,
      Message: Buffer.from(digest(statement)),
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    }),
  );
  if (!Signature) throw new Error(`KMS did not sign with ${alias}`);
  return { ...statement, signature: Buffer.from(Signature).toString('base64') };
}

const publicKeys = new Map<string, Uint8Array>();

/** The public half of a key (DER, SubjectPublicKeyInfo). It never changes, so each environment of the function asks once. */
export async function readPublicKey(alias: string): Promise<Uint8Array> {
  const known = publicKeys.get(alias);
  if (known) return known;
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: alias }));
  if (!PublicKey) throw new Error(`KMS has no public key ${alias}`);
  publicKeys.set(alias, PublicKey);
  return PublicKey;
}
