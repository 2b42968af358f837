import type { Account } from '../../schemas/compiled/account.js';
import type { NamedAccount } from '../domain/account/account-names.ts';
import { visibleLine } from './visible-text.ts';

/** `222222222222 (Payments, Root / Production)`: the id alone where the organization names nothing else. */
export function accountText(account: NamedAccount): string {
  return `${account.accountId}${accountNameText(account)}`;
}

/** ` (Payments, Root / Production)`: what follows the id; empty where the organization names nothing else. */
export function accountNameText({ name, ouPath = [] }: NamedAccount): string {
  const facts = [name, ouPath.join(' / ')].filter((fact) => fact !== undefined && fact !== '');
  return facts.length === 0 ? '' : ` (${visibleLine(facts.join(', '))})`;
}

/** The same for an id, if it is the id of one of these accounts. */
export function accountTextOf(accountId: string, accounts: Account[]): string {
  return accountText(accounts.find((account) => account.accountId === accountId) ?? { accountId });
}
