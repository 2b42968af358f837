/** Where the embedded AWS pretends to be. */
export const ACCOUNT_ID = '111111111111';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** An ARN of this account and region. */
export function arn(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** An ARN of this account, of a service that has no regions. */
export function globalArn(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}::${ACCOUNT_ID}:${resource}`;
}
