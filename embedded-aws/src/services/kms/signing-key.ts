import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isValid, sign } from './ecdsa.ts';

/** What is to be signed: a text of up to 4,096 bytes, or the SHA-256 digest of one. */
export interface Message {
  type: 'RAW' | 'DIGEST';
  bytes: Buffer;
}

/** The key material of a KMS key of the spec ECC_NIST_P256. */
export class SigningKey {
  readonly #privateKey: KeyObject;

  /** @param pem the private key of an earlier run */
  constructor(pem?: string) {
    this.#privateKey = pem ? createPrivateKey(pem) : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  }

  /** The private key, in PEM. */
  get pem(): string {
    return String(this.#privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }

  /** The public key, as DER-encoded SubjectPublicKeyInfo. */
  get publicKey(): Buffer {
    return createPublicKey(this.#privateKey).export({ type: 'spki', format: 'der' });
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
    return Buffer.from(this.#privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  }
}

function digestOf({ type, bytes }: Message): Buffer {
  return type === 'DIGEST' ? bytes : createHash('sha256').update(bytes).digest();
}
