import { expect, test } from 'vitest';
import { readPayload } from '../../../../src/services/s3/payload.ts';

/** Reads a body of chunks, as a client sends it that announces 8 bytes and a checksum behind them. */
function read(body: string, headers: Record<string, string> = {}) {
  const streamed = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '8',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  return readPayload({ method: 'PUT', path: '/b/k', headers: { ...streamed, ...headers }, body: Buffer.from(body) });
}

const CHECKSUM = 'x-amz-checksum-crc32:rjgSZw==\r\n\r\n';

test('a body of chunks, signed or not, is what is in them', async () => {
  for (const signature of ['', `;chunk-signature=${'0'.repeat(64)}`]) {
    const { bytes, checksums } = await read(
      `5${signature}\r\nab\r\nc\r\n3${signature}\r\nxyz\r\n0${signature}\r\n${CHECKSUM}`,
    );
    expect(bytes.toString()).toBe('ab\r\ncxyz');
    expect(checksums).toEqual({ 'x-amz-checksum-crc32': 'rjgSZw==' });
  }
});

test.each([
  ['a chunk is cut', '8\r\nabcd', 'IncompleteBody'],
  ['it has no last chunk', '8\r\nabcdefgh\r\n', 'IncompleteBody'],
  ['it has no chunks', 'abcdefgh', 'IncompleteBody'],
  ['it is shorter than announced', `5\r\nabcde\r\n0\r\n${CHECKSUM}`, 'IncompleteBody'],
  ['the checksum is missing', '8\r\nabcdefgh\r\n0\r\n\r\n', 'MalformedTrailerError'],
  ['the checksum is of other bytes', `8\r\nabcdefgh\r\n0\r\n${CHECKSUM}`, 'BadDigest'],
])('a body of chunks is refused when %s', async (_when, body, name) => {
  await expect(read(body)).rejects.toMatchObject({ name });
});
