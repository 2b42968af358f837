import definition from './organization.json' with { type: 'json' };

/** An account's life, as Organizations names it. */
type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

/** An account of the organization. */
export interface Account {
  id: string;
  name: string;
  state: AccountState;
  parentId: string;
  tags: Record<string, string>;
}

/** The organization that the embedded AWS starts with: `organization.json`, its ranges of accounts expanded. */
export const organization = {
  id: definition.id,
  rootId: definition.rootId,
  managementAccountId: definition.managementAccountId,
  /** Of the service `account.amazonaws.com`. */
  delegatedAdministratorId: definition.delegatedAdministratorId,
  organizationalUnits: definition.organizationalUnits,
  accounts: new Map([...readAccounts(), ...expandRanges()].map((account) => [account.id, account])),
};

/**
 * The ARN that policies name an Account Management resource by: the caller's own account, or a member that it names. A
 * member's ARN holds the management account's id whoever calls.
 */
export function accountResourceArn(callerAccountId: string, accountId: string | undefined): string {
  const isOwn = accountId === undefined || !organization.accounts.has(callerAccountId);
  if (isOwn) return `arn:aws:account::${callerAccountId}:account`;
  return `arn:aws:account::${organization.managementAccountId}:account/${organization.id}/${accountId}`;
}

/** An ARN of the organization's own kind. */
export function organizationArn(kind: 'account' | 'organization' | 'root' | 'ou', id?: string): string {
  const path = [kind, organization.id, id].filter(Boolean).join('/');
  return `arn:aws:organizations::${organization.managementAccountId}:${path}`;
}

function readAccounts(): Account[] {
  return definition.accounts.map((account) => ({
    ...account,
    state: readState(account.state),
    tags: readTags(account.tags),
  }));
}

function expandRanges(): Account[] {
  return definition.accountRanges.flatMap(({ first, last, name, parentId, tags }) => {
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: count }, (_, index): Account => {
      const id = String(Number(first) + index).padStart(12, '0');
      return { id, name: `${name} ${index + 1}`, state: 'ACTIVE', parentId, tags: readTags(tags) };
    });
  });
}

function readState(state: string): AccountState {
  const states: AccountState[] = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'];
  const known = states.find((candidate) => candidate === state);
  if (!known) throw new Error(`organization.json: unknown state ${state}`);
  return known;
}

function readTags(tags: object): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
