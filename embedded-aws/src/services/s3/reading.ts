import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call, RawResponse } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import { isKnownToReader } from './conditions.ts';
import type { ObjectHead } from './object-store.ts';

/** Headers of the answer that a reader may replace. */
const REPLACEABLE = {
  ResponseCacheControl: 'cache-control',
  ResponseContentDisposition: 'content-disposition',
  ResponseContentEncoding: 'content-encoding',
  ResponseContentLanguage: 'content-language',
  ResponseContentType: 'content-type',
  ResponseExpires: 'expires',
};

/**
 * Answers with an object, or the part of it that the reader asks for.
 * @param body what is read; nothing for a reader who wants no bytes
 * @throws AwsError named `InvalidRange` or `PreconditionFailed`
 */
export function objectResponse(
  head: ObjectHead,
  body: Buffer | undefined,
  input: JsonObject,
  { headers }: Call['request'],
): RawResponse {
  if (isKnownToReader(headers, head)) return { status: 304, headers: { etag: head.etag }, body: Buffer.alloc(0) };
  const range = rangeOf(headers['range'], head.size);
  const { start, end } = range ?? { start: 0, end: head.size };
  const isChecked = headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && !range;
  const stored = Object.entries(head.headers).filter(([name]) => isChecked || !name.startsWith('x-amz-checksum-'));
  const replaced = Object.entries(REPLACEABLE).flatMap(([member, name]) => {
    const value = textAt(input, member);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    status: range ? 206 : 200,
    headers: {
      ...Object.fromEntries(stored),
      'content-type': head.contentType,
      ...Object.fromEntries(replaced),
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${head.size}` } : {}),
      etag: head.etag,
      'last-modified': head.lastModified.toUTCString(),
    },
    body: body?.subarray(start, end) ?? Buffer.alloc(0),
  };
}

/** The bytes from `start` up to `end`, which isn't among them. A range that can't be read asks for everything. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start < end) return { start, end };
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, { ActualObjectSize: size });
}
