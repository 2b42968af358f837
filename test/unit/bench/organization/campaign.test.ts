import { describe, expect, it } from 'vitest';
import type { InventoryItem } from '../../../../functions/domain/inventory/inventory.ts';
import type { Change } from '../../../../schemas/compiled/change-request.js';
import { campaignOf } from '../../../bench/organization/campaign.ts';
import { KILLS, killMoments } from '../../../bench/organization/kill-moments.ts';

const CONTACT = { name: 'Finance', title: 'Billing', emailAddress: 'billing@example.com', phoneNumber: '+1 555 0100' };

/** An account whose billing contact is that of its cluster; that of 0 is not set. */
const item = (number: number, cluster: number): InventoryItem => ({
  ...{ accountId: String(900_000_000_000 + number), parentIds: [], state: 'ACTIVE', listedAt: '2026-06-01T12:00:00Z' },
  contacts: {
    BILLING: { standing: 'unmanaged', contact: cluster === 0 ? null : { ...CONTACT, name: `Finance ${cluster}` } },
  },
});

describe('the campaign of the benchmark', () => {
  it.each([1, 5])('changes each of the many accounts in 20 groups when %i contacts are set before', (clusters) => {
    const items = Array.from({ length: 200 }, (_, number) => item(number, number % 3 === 0 ? number % clusters : 0));
    const { changes } = campaignOf([{ ...item(0, 0), accountId: '222222222222' }, ...items], 20);
    expect(new Set(changes.map(({ accountId }) => accountId)).size).toBe(200);
    const before = new Map(items.map(({ accountId, contacts }) => [accountId, contacts.BILLING?.contact?.name]));
    const after = (change: Change) => (change.action === 'PUT' ? change.contact.name : undefined);
    const groups = new Set(changes.map((change) => `${before.get(change.accountId)} → ${after(change)}`));
    expect(groups.size).toBe(20);
  });
});

describe('the moments at which the stack is killed', () => {
  it('are five, in order, some of each phase', () => {
    const { sweep, plan, apply } = killMoments(1);
    expect(sweep.length + plan.length + apply.length).toBe(KILLS);
    expect([sweep.length, plan.length, apply]).toEqual([1, 1, apply.toSorted((one, other) => one - other)]);
    for (const at of [...sweep, ...plan, ...apply]) expect(at).toBeLessThan(1);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(killMoments(1)).toEqual(killMoments(1));
    expect(killMoments(1)).not.toEqual(killMoments(2));
  });
});
