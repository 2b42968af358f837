import definition from './organization.json' with { type: 'json' };

/** The kinds of account that the stack can run in, the usual one first. */
export const ACCOUNT_KINDS = ['management-account', 'delegated-administrator', 'standalone-account'] as const;

export type AccountKind = (typeof ACCOUNT_KINDS)[number];

const ACCOUNT_IDS: Record<AccountKind, string> = {
  'management-account': definition.managementAccountId,
  'delegated-administrator': definition.delegatedAdministratorId,
  'standalone-account': '777777777777',
};

/** The id of the account that a stack runs in. */
export function accountIdOf(kind: AccountKind): string {
  return ACCOUNT_IDS[kind];
}

/** The parameters that a deployment to an account of this kind must set. */
export function deploymentParams(kind: AccountKind): Record<string, string> {
  return kind === 'delegated-administrator' ? { managementAccountId: definition.managementAccountId } : {};
}
