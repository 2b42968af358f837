const TEXT = 0x60;
const MAP = 0xa0;

/**
 * Encodes texts by name in CBOR, the format of some newer AWS protocols.
 * @see https://www.rfc-editor.org/rfc/rfc8949.html
 */
export function encodeCbor(texts: Record<string, string>): Buffer {
  const entries = Object.entries(texts).flatMap(([name, text]) => [encodeText(name), encodeText(text)]);
  return Buffer.concat([head(MAP, Object.keys(texts).length), ...entries]);
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([head(TEXT, bytes.length), bytes]);
}

/** A type and a length, which takes a byte or two more when it is large. */
function head(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([type | length]);
  if (length < 0x100) return Buffer.from([type | 24, length]);
  return Buffer.from([type | 25, length >> 8, length & 0xff]);
}
