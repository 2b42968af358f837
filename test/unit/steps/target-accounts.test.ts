import '../environment.ts';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readTags, readTargets } from '../../../functions/aws/organizations.ts';
import { readAccountsOf } from '../../../functions/steps/target-accounts.ts';
import type { Account } from '../../../schemas/compiled/account.js';

const { ACCOUNTS } = vi.hoisted(() => ({
  ACCOUNTS: Array.from({ length: 600 }, (_, index) => ({
    ...{ accountId: String(900_000_000_001 + index), state: 'ACTIVE', parentIds: ['r-ab12'] },
  })),
}));
const kept = new Map<string, unknown>();
const ids = new Set(ACCOUNTS.map(({ accountId }) => accountId));
const READER = { name: 'validate-change-set', enteredAt: '2026-06-01T10:00:00Z' };

vi.mock('../../../functions/aws/organizations.ts', () => import('../functions/fakes/organizations.ts'));
vi.mock('../../../functions/aws/organization-tree.ts', () => ({
  async *listOrganization(): AsyncGenerator<Account> {
    yield* ACCOUNTS;
  },
}));
vi.mock('../../../functions/aws/account-cache.ts', () => ({
  async readOnce(id: string, _reader: object, read: () => Promise<unknown>): Promise<unknown> {
    if (!kept.has(id)) kept.set(id, await read());
    return kept.get(id);
  },
}));
vi.mock('../../../functions/runtime/policy.ts', () => ({
  policy: { approvals: [{ name: 'all', when: { tags: { Environment: ['production'] } } }] },
}));

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(READER.enteredAt) });
  kept.clear();
  vi.mocked(readTags).mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

it('finds many accounts by listing the organization, with the tags that the policy asks about', async () => {
  vi.mocked(readTags).mockResolvedValue({ Environment: 'production', Owner: 'somebody' });
  const found = await readAccountsOf(ids, READER);
  expect(found.size).toBe(600);
  expect(found.get('900000000001')).toMatchObject({ state: 'ACTIVE', tags: { Environment: 'production' } });
  expect(readTargets).not.toHaveBeenCalled();
});

it('leaves the rest to the next try, which reads nothing again, when the tags take longer than a function may run', async () => {
  vi.mocked(readTags).mockImplementation(async () => {
    vi.advanceTimersByTime(2000);
    return {};
  });
  await expect(readAccountsOf(ids, READER)).rejects.toMatchObject({ name: 'ThrottlingException' });
  const { length: first } = vi.mocked(readTags).mock.calls;
  expect(first).toBeGreaterThan(200);
  await expect(readAccountsOf(ids, READER)).resolves.toHaveProperty('size', 600);
  expect(readTags).toHaveBeenCalledTimes(600);
});
