import { vi } from 'vitest';

/** An account of the organization: its state, what is above it, and its tags. */
interface FakeAccount {
  state: string;
  parentIds: string[];
  tags?: Record<string, string>;
}

/** The accounts of the organization. */
export const accounts = new Map<string, FakeAccount>();

export function reset(): void {
  accounts.clear();
  for (const call of [readAccountState, readParentIds, readTags]) call.mockReset();
}

export const readAccountState = vi.fn(async (accountId: string) => accounts.get(accountId)?.state ?? 'UNKNOWN');

export const readParentIds = vi.fn(async (accountId: string) => accounts.get(accountId)?.parentIds ?? []);

export const readTags = vi.fn(async (accountId: string) => accounts.get(accountId)?.tags ?? {});
