import { organization } from './organization.ts';

export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** The kinds of account that the stack can run in, the usual one first. */
export const ACCOUNT_KINDS = ['management-account', 'delegated-administrator', 'standalone-account'] as const;

export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** Where a stack runs: the account that its ARNs name. */
export class Place {
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }

  /** An ARN of this account and region. */
  arn(service: string, resource: string): string {
    return `arn:${PARTITION}:${service}:${REGION}:${this.accountId}:${resource}`;
  }

  /** An ARN of this account, of a service that has no regions. */
  globalArn(service: string, resource: string): string {
    return `arn:${PARTITION}:${service}::${this.accountId}:${resource}`;
  }
}

const ACCOUNT_IDS: Record<AccountKind, string> = {
  'management-account': organization.managementAccountId,
  'delegated-administrator': organization.delegatedAdministratorId,
  'standalone-account': '777777777777',
};

/** The place of a stack that runs in an account of this kind. */
export function placeIn(kind: AccountKind): Place {
  return new Place(ACCOUNT_IDS[kind]);
}

/** The parameters that a deployment to an account of this kind has to name. */
export function deploymentParams(kind: AccountKind): Record<string, string> {
  return kind === 'delegated-administrator' ? { managementAccountId: organization.managementAccountId } : {};
}
