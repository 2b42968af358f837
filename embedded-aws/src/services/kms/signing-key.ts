import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isValid, sign } from './ecdsa.ts';

/** What is to be signed: a text of up to 4,096 bytes, or the SHA-256 digest of one. */
export interface Message {
  type: 'RAW' | 'DIGEST';
  bytes: Buffer;
}

/** The key material of a KMS key of the spec ECC_NIST_P256. */
export class SigningKey {
  readonly #keys: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** The public key, as DER-encoded SubjectPublicKeyInfo. */
  get publicKey(): Buffer {
    return this.#keys.publicKey.export({ type: 'spki', format: 'der' });
  }

  /** A DER-encoded signature. */
  sign(message: Message): Buffer {
    return sign(digestOf(message), this.#secret());
  }

  /** Whether a DER-encoded signature is of this message and key. */
  isSignature(message: Message, signature: Buffer): boolean {
    return isValid(signature, digestOf(message), this.#secret());
  }

  #secret(): Buffer {
    return Buffer.from(this.#keys.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  }
}

function digestOf({ type, bytes }: Message): Buffer {
  return type === 'DIGEST' ? bytes : createHash('sha256').update(bytes).digest();
}
