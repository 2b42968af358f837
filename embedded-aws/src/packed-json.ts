import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** JSON, compressed. */
export function pack(value: unknown): Buffer {
  const compressed = deflateRawSync(JSON.stringify(value), { level: 1 });
  // What zlib returns is a part of 16 KiB, which would all be kept.
  const packed = Buffer.allocUnsafeSlow(compressed.length);
  compressed.copy(packed);
  return packed;
}

/** The text of what was packed. */
export function unpackText(packed: Buffer): string {
  return inflateRawSync(packed).toString();
}
