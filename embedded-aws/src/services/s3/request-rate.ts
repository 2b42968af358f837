import { S3_READS, S3_WRITES } from '../../aws-quotas.ts';
import { currentTime } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { Operation, Service } from '../../endpoint/service.ts';
import { textAt } from '../../json.ts';
import { TokenBucket } from '../../token-bucket.ts';

const READS = ['GetObject', 'HeadObject', 'ListObjectsV2'];

/** Lets so many calls of a bucket through as S3 does before it has spread the bucket's prefixes; `SlowDown` refuses the others. */
export function withRequestRate(service: Service): Service {
  const rates = new Map<string, TokenBucket>();
  const operations = Object.entries(service.operations).map(([name, operation]): [string, Operation] => {
    const isRead = READS.includes(name);
    const run: Operation['run'] = (input, call) => {
      const key = `${textAt(input, 'Bucket')} ${isRead}`;
      const rate = rates.get(key) ?? new TokenBucket(isRead ? S3_READS : S3_WRITES, currentTime);
      rates.set(key, rate);
      if (rate.take()) return operation.run(input, call);
      throw new AwsError('SlowDown', 'Please reduce your request rate.', 503);
    };
    return [name, { ...operation, run }];
  });
  return { ...service, operations: Object.fromEntries(operations) };
}
