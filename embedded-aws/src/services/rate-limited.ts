import { currentTime } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Operation, Service } from '../endpoint/service.ts';
import { type Rate, TokenBucket } from '../token-bucket.ts';

/** Refuses the calls of each of a service's operations that exceed a rate, with `TooManyRequestsException`. */
export function rateLimited(service: Service, rate: Rate, message: string): Service {
  const operations = Object.entries(service.operations).map(([name, operation]) => {
    const bucket = new TokenBucket(rate, currentTime);
    const run: Operation['run'] = (input, call) => {
      if (bucket.take()) return operation.run(input, call);
      throw new AwsError('TooManyRequestsException', message, service.errorStatuses['TooManyRequestsException']);
    };
    return [name, { ...operation, run }];
  });
  return { ...service, operations: Object.fromEntries(operations) };
}
