import { vi } from 'vitest';

/** The last baseline of each account, by its fingerprint, and how many it has had. */
export const baselines = new Map<string, { fingerprint: string; revision: number }>();

export function reset(): void {
  baselines.clear();
  countBaseline.mockReset();
}

export const countBaseline = vi.fn(async (accountId: string, fingerprint: string) => {
  const last = baselines.get(accountId);
  const revision = last?.fingerprint === fingerprint ? last.revision : (last?.revision ?? 0) + 1;
  baselines.set(accountId, { fingerprint, revision });
  return revision;
});
