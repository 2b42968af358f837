import { createECDH, randomBytes } from 'node:crypto';

/** The order of the group of P-256. @see https://csrc.nist.gov/pubs/sp/800/186/final */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const BYTES = 32;

/**
 * Signs a digest with ECDSA on P-256. node:crypto can only sign what it hashes itself.
 * @param secret the private key, 32 bytes
 * @returns the signature, DER-encoded
 */
export function sign(digest: Buffer, secret: Buffer): Buffer {
  const nonce = (numberOf(randomBytes(BYTES)) % (ORDER - 1n)) + 1n;
  const r = xOfMultiple(nonce);
  const s = modulo(inverse(nonce) * (numberOf(digest) + r * numberOf(secret)));
  return r === 0n || s === 0n ? sign(digest, secret) : encode(r, s);
}

/**
 * Whether a DER-encoded signature is of this digest. Whoever has the private key needs no sum of points: the public key is
 * a multiple of the base point, too.
 */
export function isValid(signature: Buffer, digest: Buffer, secret: Buffer): boolean {
  const { r, s } = decode(signature) ?? { r: 0n, s: 0n };
  const isInRange = r > 0n && r < ORDER && s > 0n && s < ORDER;
  if (!isInRange) return false;
  const multiple = modulo(inverse(s) * (numberOf(digest) + r * numberOf(secret)));
  return multiple !== 0n && xOfMultiple(multiple) === r;
}

/** The x coordinate of a multiple of the base point. */
function xOfMultiple(factor: bigint): bigint {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(bytesOf(factor));
  return modulo(numberOf(curve.getPublicKey().subarray(1, 1 + BYTES)));
}

function modulo(number: bigint): bigint {
  return number % ORDER;
}

/** The order is a prime, so a power is the inverse. */
function inverse(number: bigint): bigint {
  let [result, base, exponent] = [1n, modulo(number), ORDER - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = modulo(result * base);
    base = modulo(base * base);
  }
  return result;
}

/** A DER sequence of two integers, which are signed and as short as possible. */
function encode(r: bigint, s: bigint): Buffer {
  const integers = [r, s].map((number) => {
    const hex = number.toString(16);
    const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
    const content = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
    return Buffer.concat([Buffer.from([2, content.length]), content]);
  });
  const content = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

/** Accepts exactly what `encode` makes, as a signature must not have a second form. */
function decode(signature: Buffer): { r: bigint; s: bigint } | undefined {
  const length = signature[3] ?? 0;
  const [r, s] = [signature.subarray(4, 4 + length), signature.subarray(6 + length)].map(numberOf);
  if (r === undefined || s === undefined || !encode(r, s).equals(signature)) return undefined;
  return { r, s };
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex') || '0'}`);
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * BYTES, '0'), 'hex');
}
