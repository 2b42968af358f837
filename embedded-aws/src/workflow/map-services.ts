import { AwsError } from '../endpoint/aws-error.ts';
import type { Faults } from '../endpoint/faults.ts';
import type { Access } from '../iam/access.ts';

/** What a distributed Map does with other services, as far as the state machine's role may. */
export interface MapServices {
  /**
   * @param resources of which one must be allowed
   * @throws AwsError when the role may not
   */
  check(action: string, resources: string[]): void;
  /** @throws AwsError */
  readObject(bucket: string, key: string): Buffer;
  /** The objects of a bucket whose keys begin with a prefix, in the order of their keys. @throws AwsError */
  listObjects(bucket: string, prefix: string): ListedObject[];
  /** Checks that an object could be written. @throws AwsError */
  checkWritable(bucket: string, key: string): void;
  /** @throws AwsError */
  writeObject(bucket: string, key: string, bytes: Buffer): void;
}

export interface ListedObject {
  key: string;
  size: number;
  etag: string;
  lastModified: Date;
}

/** Keeps objects. */
export interface Objects {
  getObject(bucket: string, key: string): { body: Buffer };
  putObject(bucket: string, key: string, body: Buffer, attributes: { contentType: string }): unknown;
  listObjects(bucket: string, prefix: string): ListedObject[];
}

export interface MapServicesOptions {
  objects: Objects;
  access: Access;
  /** A fault of the operation `GetObject`, `ListObjectsV2` or `PutObject` fails the reader or the writer of a Map. */
  faults: Faults;
  /** The state machine's role. */
  roleArn: string;
}

/** Gives distributed Maps the stack's objects. */
export function createMapServices({ objects, access, faults, roleArn }: MapServicesOptions): MapServices {
  const check = (action: string, resources: string[]) =>
    access.checkRole(roleArn, 'state-machine', action, [resources]);
  const call = (operation: string, action: string, resource: string, input: object) => {
    check(action, [resource]);
    const fault = faults.take(operation, input);
    if (fault?.error) throw new AwsError(fault.error, `${fault.error} was injected`);
  };
  return {
    check,
    readObject: (Bucket, Key) => {
      call('GetObject', 's3:GetObject', `arn:aws:s3:::${Bucket}/${Key}`, { Bucket, Key });
      return objects.getObject(Bucket, Key).body;
    },
    listObjects: (Bucket, Prefix) => {
      call('ListObjectsV2', 's3:ListBucket', `arn:aws:s3:::${Bucket}`, { Bucket, Prefix });
      return objects.listObjects(Bucket, Prefix);
    },
    checkWritable: (Bucket, Key) => {
      check('s3:PutObject', [`arn:aws:s3:::${Bucket}/${Key}`]);
      objects.listObjects(Bucket, Key);
    },
    writeObject: (Bucket, Key, bytes) => {
      call('PutObject', 's3:PutObject', `arn:aws:s3:::${Bucket}/${Key}`, { Bucket, Key });
      objects.putObject(Bucket, Key, bytes, { contentType: 'application/json' });
    },
  };
}

/** For state machines without objects: every call of theirs is refused. */
export const NO_MAP_SERVICES: MapServices = {
  check: () => {},
  readObject: refuse,
  listObjects: refuse,
  checkWritable: refuse,
  writeObject: refuse,
};

function refuse(bucket: string): never {
  throw new AwsError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404);
}
