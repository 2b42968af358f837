import { describe, expect, it, vi } from 'vitest';
import type { InventoryItem } from '../../../../functions/domain/inventory/inventory.ts';
import { unlistedItem } from '../../../../functions/domain/inventory/unlisted.ts';
import { ACCOUNT_ID } from '../../builders.ts';

const FIRST = '2026-06-01T12:00:00.000Z';
const SECOND = '2026-06-02T12:00:00.000Z';
const NOW = '2026-06-02T14:00:00.000Z';
const item: InventoryItem = { accountId: ACCOUNT_ID, parentIds: [], state: 'ACTIVE', listedAt: FIRST, contacts: {} };
const suspended = { accountId: ACCOUNT_ID, parentIds: [], state: 'SUSPENDED' };

vi.useFakeTimers({ now: new Date(NOW), toFake: ['Date'] });

describe('an account that a sweep has not listed', () => {
  it('is gone when two sweeps have missed it, however often the end of the first is tried', () => {
    const missed = unlistedItem(item, undefined, FIRST);
    expect(missed).toEqual({ ...item, missedSince: FIRST });
    expect(unlistedItem(missed, undefined, FIRST)).toBe(missed);
    const gone = unlistedItem(missed, undefined, SECOND);
    expect(gone).toEqual({ ...item, state: 'GONE', listedAt: NOW });
    expect(unlistedItem(gone, undefined, SECOND)).toBe(gone);
  });

  it('has the state that AWS Organizations says, from the first sweep that finds it so', () => {
    const found = unlistedItem(item, suspended, FIRST);
    expect(found).toEqual({ ...item, state: 'SUSPENDED', listedAt: NOW });
    expect(unlistedItem(found, suspended, SECOND)).toBe(found);
  });

  it('is missed anew once a sweep has found it', () => {
    const found = unlistedItem({ ...item, state: 'SUSPENDED', missedSince: FIRST }, suspended, SECOND);
    expect(found).not.toHaveProperty('missedSince');
  });
});
