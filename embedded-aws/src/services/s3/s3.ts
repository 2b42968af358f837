import type { Call, Operation, RawResponse, Service } from '../../endpoint/service.ts';
import type { Access } from '../../iam/access.ts';
import { type JsonObject, textAt } from '../../json.ts';
import { refuseUnknownHeaders } from './conditions.ts';
import { deleteObjects } from './deleting.ts';
import { listObjects } from './listing.ts';
import type { ObjectStore } from './object-store.ts';
import { checkPresigned } from './presigned.ts';
import { objectResponse } from './reading.ts';
import { Uploads } from './uploads.ts';
import { uploadOperations } from './writing.ts';

export interface S3Options {
  objects: ObjectStore;
  access: Access;
}

/** What an operation does with a bucket and a key. */
type Run = (bucket: string, key: string, input: JsonObject, call: Call) => RawResponse | Promise<RawResponse>;

/** The S3 API of the buckets in the template. */
export function createS3Service({ objects, access }: S3Options): Service {
  const arnOf = (bucket: string) => `arn:aws:s3:::${bucket}`;
  const onObject = (action: string, run: Run): Operation => ({
    action,
    resources: (input) => [`${arnOf(bucketIn(input))}/${keyIn(input)}`],
    run: checked(run),
  });
  const read =
    (isWhole: boolean): Run =>
    (bucket, key, input, call) => {
      // Whoever may not list the bucket may not learn that a key is missing either.
      const mayKnow = () => access.check(call.caller, 's3:ListBucket', [arnOf(bucket)]);
      if (!objects.has(bucket, key)) mayKnow();
      const head = objects.headObject(bucket, key);
      return objectResponse(head, isWhole ? objects.getObject(bucket, key).body : undefined, input, call.request);
    };
  const writes = uploadOperations(objects, new Uploads());
  return {
    name: 's3',
    actionPrefix: 's3',
    errorStatuses: ERROR_STATUSES,
    operations: {
      GetObject: onObject('GetObject', read(true)),
      HeadObject: onObject('GetObject', read(false)),
      DeleteObject: onObject('DeleteObject', (bucket, key) => {
        objects.deleteObject(bucket, key);
        return { status: 204, headers: {}, body: Buffer.alloc(0) };
      }),
      // Each key is allowed or refused by itself.
      DeleteObjects: {
        resources: () => [],
        run: checked((bucket, _key, _input, call) => deleteObjects({ objects, access, bucket, call })),
      },
      ListObjectsV2: {
        action: 'ListBucket',
        resources: (input) => [arnOf(bucketIn(input))],
        context: (input) => ({ 's3:prefix': [textAt(input, 'Prefix') ?? []].flat() }),
        run: checked((_bucket, _key, input) => listObjects(objects, input)),
      },
      ...Object.fromEntries(
        Object.entries(writes).map(([name, run]) => [
          name,
          onObject(name === 'AbortMultipartUpload' ? name : 'PutObject', run),
        ]),
      ),
    },
  };
}

const ERROR_STATUSES = {
  AccessDenied: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  InternalError: 500,
  ServiceUnavailable: 503,
  SlowDown: 503,
};

function checked(run: Run): Operation['run'] {
  return (input, call) => {
    checkPresigned(call.request);
    refuseUnknownHeaders(call.request.headers);
    return run(bucketIn(input), keyIn(input), input, call);
  };
}

function bucketIn(input: JsonObject): string {
  return textAt(input, 'Bucket') ?? '';
}

function keyIn(input: JsonObject): string {
  return textAt(input, 'Key') ?? '';
}
