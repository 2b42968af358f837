import { vi } from 'vitest';
import type { Account } from '../../../../schemas/compiled/account.js';

/** The accounts of the organization, with all their tags. */
export const accounts = new Map<string, Omit<Account, 'accountId'>>();

export function reset(): void {
  accounts.clear();
  for (const call of [readAccount, readTags]) call.mockReset();
}

export const readAccount = vi.fn(async (accountId: string): Promise<Account> => {
  const { tags: _, ...account } = accounts.get(accountId) ?? { state: 'UNKNOWN', parentIds: [] };
  return { accountId, ...account };
});

export const readTags = vi.fn(async (accountId: string) => accounts.get(accountId)?.tags ?? {});
