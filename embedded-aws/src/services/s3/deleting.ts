import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call, RawResponse } from '../../endpoint/service.ts';
import type { Access } from '../../iam/access.ts';
import type { JsonObject } from '../../json.ts';
import type { ObjectStore } from './object-store.ts';
import { readPayload } from './payload.ts';
import { malformed } from './uploads.ts';
import { documentResponse, elementsIn, textIn } from './xml.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MOST_KEYS = 1000;

interface Deletion {
  objects: ObjectStore;
  access: Access;
  bucket: string;
  call: Call;
}

/**
 * Removes the objects that the document `Delete` lists, and says which of them the caller may not remove.
 * @throws AwsError named `MalformedXML` or `InvalidRequest`
 */
export async function deleteObjects({ objects, access, bucket, call }: Deletion): Promise<RawResponse> {
  const { bytes, checksums } = await readPayload(call.request);
  if (!call.request.headers['content-md5'] && Object.keys(checksums).length === 0) {
    throw new AwsError('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const xml = bytes.toString();
  const keys = elementsIn(xml, 'Object').map((object) => textIn(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > MOST_KEYS || keys.includes('')) throw malformed();
  const results = keys.map((Key) => {
    try {
      access.check(call.caller, 's3:DeleteObject', [`arn:aws:s3:::${bucket}/${Key}`]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { isDeleted: false, Key, Message: error.message };
    }
    objects.deleteObject(bucket, Key);
    return { isDeleted: true, Key, Message: '' };
  });
  const isQuiet = textIn(xml, 'Quiet')?.trim() === 'true';
  return documentResponse('DeleteResult', {
    Deleted: isQuiet ? [] : results.filter(({ isDeleted }) => isDeleted).map(({ Key }): JsonObject => ({ Key })),
    Error: results
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ Key, Message }): JsonObject => ({ Key, Code: 'AccessDenied', Message })),
  });
}
