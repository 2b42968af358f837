import { vi } from 'vitest';

/** The accounts of the organization: their state and what is above them. */
export const accounts = new Map<string, { state: string; parentIds: string[] }>();

export function reset(): void {
  accounts.clear();
  for (const call of [readAccountState, readParentIds]) call.mockReset();
}

export const readAccountState = vi.fn(async (accountId: string) => accounts.get(accountId)?.state ?? 'UNKNOWN');

export const readParentIds = vi.fn(async (accountId: string) => accounts.get(accountId)?.parentIds ?? []);
