import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call, RawResponse } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import { checkBeforeWrite } from './conditions.ts';
import type { ObjectAttributes, ObjectStore } from './object-store.ts';
import { readPayload } from './payload.ts';
import type { UploadName, Uploads } from './uploads.ts';
import { documentResponse } from './xml.ts';

/** In UTF-8. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MOST_KEY_BYTES = 1024;

/** Headers that are kept with an object. */
const KEPT = /^(cache-control|content-disposition|content-encoding|content-language|expires|x-amz-meta-.+)$/;

type Write = (bucket: string, key: string, input: JsonObject, call: Call) => Promise<RawResponse> | RawResponse;

/** The operations that put objects, at once or in parts. */
export function uploadOperations(objects: ObjectStore, uploads: Uploads) {
  const nameOf = (bucket: string, key: string, input: JsonObject): UploadName => {
    return { bucket, key, uploadId: textAt(input, 'UploadId') ?? '' };
  };
  const operations: Record<string, Write> = {
    PutObject: async (bucket, key, _input, { request }) => {
      checkKey(key);
      const { bytes, checksums } = await readPayload(request);
      checkBeforeWrite(request.headers, objects.has(bucket, key));
      const { etag } = objects.putObject(bucket, key, bytes, attributesOf(request.headers, checksums));
      return { status: 200, headers: { etag, ...checksums }, body: Buffer.alloc(0) };
    },
    CreateMultipartUpload: (bucket, key, _input, { request }) => {
      checkKey(key);
      objects.has(bucket, key);
      const UploadId = uploads.begin(bucket, key, attributesOf(request.headers, {}));
      return documentResponse('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId });
    },
    UploadPart: async (bucket, key, input, { request }) => {
      const { bytes, checksums } = await readPayload(request);
      const etag = uploads.addPart(nameOf(bucket, key, input), Number(textAt(input, 'PartNumber')), bytes);
      return { status: 200, headers: { etag, ...checksums }, body: Buffer.alloc(0) };
    },
    CompleteMultipartUpload: (bucket, key, input, { request }) => {
      const name = nameOf(bucket, key, input);
      const { bytes, attributes } = uploads.assemble(name, request.body.toString());
      checkBeforeWrite(request.headers, objects.has(bucket, key));
      const { etag: ETag } = objects.putObject(bucket, key, bytes, attributes);
      uploads.end(name);
      return documentResponse('CompleteMultipartUploadResult', {
        Location: `/${bucket}/${key}`,
        Bucket: bucket,
        Key: key,
        ETag,
      });
    },
    AbortMultipartUpload: (bucket, key, input) => {
      uploads.end(nameOf(bucket, key, input));
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    },
  };
  return operations;
}

function checkKey(key: string): void {
  if (Buffer.byteLength(key) <= MOST_KEY_BYTES) return;
  throw new AwsError('KeyTooLongError', 'Your key is too long', 400, { MaxSizeAllowed: MOST_KEY_BYTES });
}

/** `aws-chunked` is how the request came, and no property of the object. */
function attributesOf(headers: Call['request']['headers'], checksums: Record<string, string>): ObjectAttributes {
  const kept = Object.entries(headers)
    .filter(([name]) => KEPT.test(name))
    .map(([name, value]) => [name, value.replace(/^aws-chunked(, ?|$)/, '')] as const)
    .filter(([, value]) => value !== '');
  const contentType = headers['content-type'];
  return { headers: { ...Object.fromEntries(kept), ...checksums }, ...(contentType ? { contentType } : {}) };
}
