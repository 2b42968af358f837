import type { Account } from '../../../schemas/compiled/account.js';

/** So many bytes of names fit into the state of an execution beside the largest request. */
const NAMES_BYTES = 12_000;

/** What people know an account by. */
export type NamedAccount = Pick<Account, 'accountId' | 'name' | 'ouPath'>;

export function namedAccount({ accountId, name, ouPath }: NamedAccount): NamedAccount {
  return { accountId, ...(name !== undefined && { name }), ...(ouPath && { ouPath }) };
}

/** Accounts with their names and places as far as they fit: of many accounts with long names, the places, or both, are left out. */
export function withNamesThatFit(accounts: Account[]): Account[] {
  const withoutPlaces = accounts.map(({ ouPath: _, ...account }) => account);
  const withoutNames = withoutPlaces.map(({ name: _, ...account }) => account);
  return [accounts, withoutPlaces].find((candidate) => namesBytes(candidate) <= NAMES_BYTES) ?? withoutNames;
}

function namesBytes(accounts: Account[]): number {
  const names = accounts.map(({ name, ouPath }) => ({ name, ouPath }));
  return new TextEncoder().encode(JSON.stringify(names)).length;
}
