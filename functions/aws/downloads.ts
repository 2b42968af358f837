import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';

const bucket = namingFaults(new S3Client({ forcePathStyle: true }));

const Bucket = environmentVariable('BUCKET_NAME');

/** Long enough for a slow connection to begin, too short to be passed on. */
const VALID_SECONDS = 900;

/**
 * A URL from which anybody who has it can download a CSV file of the bucket for a quarter of an hour. An object may be larger than
 * what a function can answer.
 */
export function downloadUrl(key: string, filename: string): Promise<string> {
  const command = new GetObjectCommand({
    Bucket,
    Key: key,
    ResponseContentDisposition: `attachment; filename="${filename}"`,
    ResponseContentType: 'text/csv; charset=utf-8',
  });
  return getSignedUrl(bucket, command, { expiresIn: VALID_SECONDS });
}
