import { vi } from 'vitest';
import { pickTags } from '../../../../functions/domain/account/account-condition.ts';
import type { Account } from '../../../../schemas/compiled/account.js';

/** The accounts of the organization, with all their tags. */
export const accounts = new Map<string, Omit<Account, 'accountId'>>();

export function reset(): void {
  accounts.clear();
  for (const call of [readAccount, readTags, readTargets]) call.mockReset();
}

export const readAccount = vi.fn(async (accountId: string): Promise<Account> => {
  const { tags: _, ...account } = accounts.get(accountId) ?? { state: 'UNKNOWN', parentIds: [] };
  return { accountId, ...account };
});

export const readTags = vi.fn(async (accountId: string) => accounts.get(accountId)?.tags ?? {});

export const readTargets = vi.fn(async (changes: { accountId: string }[], tagKeys: string[]): Promise<Account[]> => {
  const accountIds = [...new Set(changes.map(({ accountId }) => accountId))];
  return Promise.all(accountIds.map((accountId) => readAccountWithTags(accountId, tagKeys)));
});

async function readAccountWithTags(accountId: string, tagKeys: string[]): Promise<Account> {
  const account = await readAccount(accountId);
  if (account.state !== 'ACTIVE' || tagKeys.length === 0) return account;
  return { ...account, tags: pickTags(await readTags(accountId), tagKeys) };
}
