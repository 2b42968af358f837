import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { ObjectAttributes } from './object-store.ts';
import { elementsIn, textIn } from './xml.ts';

/** Of every part but the last. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LEAST_PART_BYTES = 5 * 1_048_576;
const MOST_PARTS = 10_000;

interface Part {
  bytes: Buffer;
  etag: string;
}

interface Upload {
  bucket: string;
  key: string;
  attributes: ObjectAttributes;
  parts: Map<number, Part>;
}

/** Where an upload goes, and which one it is. */
export interface UploadName {
  bucket: string;
  key: string;
  uploadId: string;
}

/** Uploads in parts that have not ended. The end of the stack ends them, too. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();

  /** Returns the id of the new upload. */
  begin(bucket: string, key: string, attributes: ObjectAttributes): string {
    const uploadId = randomUUID().replaceAll('-', '');
    this.#uploads.set(uploadId, { bucket, key, attributes, parts: new Map() });
    return uploadId;
  }

  /**
   * Takes a part, in place of an earlier one with its number. Returns its ETag.
   * @throws AwsError named `NoSuchUpload` or `InvalidArgument`
   */
  addPart(name: UploadName, number: number, bytes: Buffer): string {
    const { parts } = this.#find(name);
    if (!(Number.isInteger(number) && number >= 1 && number <= MOST_PARTS)) {
      const message = `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`;
      throw new AwsError('InvalidArgument', message);
    }
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    parts.set(number, { bytes, etag });
    return etag;
  }

  /**
   * Puts the parts together that the client lists.
   * @param xml the document `CompleteMultipartUpload`
   * @throws AwsError named `NoSuchUpload`, `MalformedXML`, `InvalidPart`, `InvalidPartOrder` or `EntityTooSmall`
   */
  assemble(name: UploadName, xml: string): { bytes: Buffer; attributes: ObjectAttributes } {
    const { parts, attributes } = this.#find(name);
    const listed = elementsIn(xml, 'Part').map((part) => ({
      number: Number(textIn(part, 'PartNumber')),
      etag: textIn(part, 'ETag')?.replaceAll('"', ''),
    }));
    if (listed.length === 0) throw malformed();
    if (listed.some(({ number }, index) => number <= (listed[index - 1]?.number ?? 0))) {
      throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.');
    }
    const chosen = listed.map(({ number, etag }) => {
      const part = parts.get(number);
      if (part && part.etag === `"${etag}"`) return part;
      throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.', 400, {
        PartNumber: number,
      });
    });
    if (chosen.slice(0, -1).some(({ bytes }) => bytes.length < LEAST_PART_BYTES)) {
      throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return {
      bytes: Buffer.concat(chosen.map(({ bytes }) => bytes)),
      attributes: { ...attributes, etag: etagOf(chosen) },
    };
  }

  /** Forgets an upload with its parts. @throws AwsError named `NoSuchUpload` */
  end(name: UploadName): void {
    this.#find(name);
    this.#uploads.delete(name.uploadId);
  }

  #find({ bucket, key, uploadId }: UploadName): Upload {
    const upload = this.#uploads.get(uploadId);
    if (upload?.bucket === bucket && upload.key === key) return upload;
    const message = 'The specified upload does not exist. The upload ID may be invalid, or the upload may have ended.';
    throw new AwsError('NoSuchUpload', message, 404, { UploadId: uploadId });
  }
}

/** That of an object in parts: the hash of the parts' hashes, and how many there are. */
function etagOf(parts: Part[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${hash.digest('hex')}-${parts.length}"`;
}

/** A document that can't be read. */
export function malformed(): AwsError {
  return new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate');
}
