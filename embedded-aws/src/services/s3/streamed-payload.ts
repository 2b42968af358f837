import { AwsError } from '../../endpoint/aws-error.ts';

/** The bytes of a request that came in chunks, and the headers after them. */
interface Stream {
  bytes: Buffer;
  /** Names in lower case. */
  trailers: Record<string, string>;
}

/** Whether the body is encoded as `aws-chunked`, as SDKs do when they don't know its checksum in advance. */
export function isStreamed(headers: Record<string, string>): boolean {
  return headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
}

/**
 * Decodes a body of chunks, each after a line with its length, and perhaps its signature.
 * @throws AwsError named `IncompleteBody` or `MalformedTrailerError`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readStream(headers: Record<string, string>, body: Buffer): Stream {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position);
    const [, hex] = /^([0-9a-fA-F]+)(?:;|$)/.exec(body.toString('latin1', position, lineEnd)) ?? [];
    if (lineEnd < 0 || hex === undefined) throw incomplete();
    const start = lineEnd + 2;
    const end = start + Number.parseInt(hex, 16);
    if (end > body.length) throw incomplete();
    chunks.push(body.subarray(start, end));
    if (start === end) break;
    position = end + 2;
  }
  const bytes = Buffer.concat(chunks);
  const announced = headers['x-amz-decoded-content-length'];
  if (announced !== undefined && Number(announced) !== bytes.length) throw incomplete();
  return { bytes, trailers: readTrailers(headers['x-amz-trailer'], body.toString('latin1', position)) };
}

/** @param end the body from the line of the last chunk on */
function readTrailers(announced: string | undefined, end: string): Record<string, string> {
  const lines = end.split('\r\n').slice(1).filter(Boolean);
  const trailers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.trim().toLowerCase(), value.join(':').trim()];
    }),
  );
  if (announced === undefined || announced.toLowerCase() in trailers) return trailers;
  const message = 'The request contained trailing data that was not well-formed or did not conform to our schema.';
  throw new AwsError('MalformedTrailerError', message);
}

function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length header',
  );
}
