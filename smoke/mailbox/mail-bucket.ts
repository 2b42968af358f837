import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { until } from '../wait.ts';
import { mailText } from './mail-text.ts';
import { linkIn, type Mailbox } from './mailbox.ts';

/** Where a receipt rule of SES stores the mails to the approver. */
export interface MailBucket {
  bucket: string;
  prefix: string;
}

/** `s3://bucket/prefix`; nothing if it is something else. */
export function readBucketUrl(url: string): MailBucket | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(url) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

/**
 * The mails in a bucket.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 * @param since when the run began: older mails are not read
 */
export function bucketOf(s3: S3Client, { bucket, prefix }: MailBucket, since: Date): Mailbox {
  const links = new Map<string, string>();
  return {
    link: (requestId, signal) =>
      until(
        `mail to the approver about ${requestId} in s3://${bucket}/${prefix}`,
        { signal, everyMs: 2000 },
        async () => {
          for (const key of await newKeys(s3, { bucket, prefix }, since)) {
            if (!links.has(key)) links.set(key, await readObject(s3, bucket, key));
            const link = linkIn(links.get(key) ?? '', requestId);
            if (link !== undefined) return link;
          }
          return undefined;
        },
      ),
  };
}

async function newKeys(s3: S3Client, { bucket, prefix }: MailBucket, since: Date): Promise<string[]> {
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix });
  const objects = (await Array.fromAsync(pages)).flatMap(({ Contents }) => Contents ?? []);
  return objects.flatMap(({ Key, LastModified }) =>
    Key !== undefined && LastModified && LastModified > since ? Key : [],
  );
}

async function readObject(s3: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return mailText((await Body?.transformToString()) ?? '');
}
