import type { Account } from '../../schemas/compiled/account.js';
import { visibleLine } from './visible-text.ts';

/** `222222222222 (Payments, Root / Production)`: the id alone where the organization names nothing else. */
export function accountText({ accountId, name, ouPath = [] }: Pick<Account, 'accountId' | 'name' | 'ouPath'>): string {
  const facts = [name, ouPath.join(' / ')].filter((fact) => fact !== undefined && fact !== '');
  return facts.length === 0 ? accountId : visibleLine(`${accountId} (${facts.join(', ')})`);
}

/** The same for an id, if it is the id of one of these accounts. */
export function accountTextOf(accountId: string, accounts: Account[]): string {
  return accountText(accounts.find((account) => account.accountId === accountId) ?? { accountId });
}
