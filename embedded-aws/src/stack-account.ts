export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** The account that a stack runs in; its ARNs name it. */
export class StackAccount {
  readonly id: string;
  /** Of the organization that the account belongs to, if any. */
  readonly organizationId: string | null;

  constructor(id: string, organizationId: string | null = null) {
    this.id = id;
    this.organizationId = organizationId;
  }

  /** An ARN of this account and region. */
  arn(service: string, resource: string): string {
    return `arn:${PARTITION}:${service}:${REGION}:${this.id}:${resource}`;
  }

  /** An ARN of this account, of a service that has no regions. */
  globalArn(service: string, resource: string): string {
    return `arn:${PARTITION}:${service}::${this.id}:${resource}`;
  }
}
