import { describe, expect, it } from 'vitest';
import { MOST_GROUPS, MOST_UNREADABLE, type PlanPage } from '../../../../functions/domain/campaign/campaign-plan.ts';
import { PlanFold } from '../../../../functions/domain/campaign/plan-fold.ts';
import type { PlannedChange } from '../../../../functions/domain/request/plan.ts';
import { account, DENIED, NEW_CONTACT, OLD_CONTACT, plannedChange } from '../../builders.ts';

const id = (index: number) => String(900_000_000_000 + index);

function pageOf(page: number, changes: PlannedChange[], more: Partial<PlanPage> = {}): PlanPage {
  const accounts = [...new Set(changes.map(({ accountId }) => accountId))].map((accountId) => account({ accountId }));
  return { page, changes, accounts, unreadable: [], inPlace: [], ...more };
}

function folded(...pages: PlanPage[]) {
  const fold = new PlanFold();
  for (const page of pages) fold.add(page);
  return fold.folded();
}

const same = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => plannedChange({ accountId: id(from + index) }));

describe('the fold of a plan', () => {
  it('makes one group of changes that make the same of the same, over all pages, the largest first', () => {
    const single = plannedChange({ accountId: id(500), before: null });
    const { summary } = folded(pageOf(1, [single, ...same(2)]), pageOf(2, same(3, 100)));
    expect(summary).toMatchObject({ count: 6, accounts: 6, removed: 0, further: { groups: 0, changes: 0 } });
    expect(summary.groups.map(({ count, before }) => [count, before])).toEqual([
      [5, OLD_CONTACT],
      [1, null],
    ]);
    expect(summary.groups[0]?.accounts[0]).toEqual({
      accountId: id(0),
      name: 'Payments',
      ouPath: ['Root', 'Production'],
    });
  });

  it('counts removals, what is in place, and all that could not be read, of which it names some', () => {
    const removal = plannedChange({ accountId: id(1), after: null });
    const unreadable = Array.from({ length: MOST_UNREADABLE + 5 }, (_, index) => ({
      accountId: id(600 + index),
      alternateContactType: 'BILLING' as const,
      error: DENIED,
    }));
    const inPlace = [{ accountId: id(2), alternateContactType: 'BILLING' as const }];
    const { summary } = folded(pageOf(1, [removal], { unreadable, inPlace }));
    expect(summary).toMatchObject({ removed: 1, inPlace: 1, unreadableCount: MOST_UNREADABLE + 5 });
    expect(summary.unreadable).toHaveLength(MOST_UNREADABLE);
  });

  it('leaves out the groups beyond the largest, and says how many they are', () => {
    const others = Array.from({ length: MOST_GROUPS + 2 }, (_, index) =>
      plannedChange({ accountId: id(index), before: { ...OLD_CONTACT, name: `Desk ${index}` } }),
    );
    const { summary } = folded(pageOf(1, [...others, ...same(3, 700)]));
    expect(summary.groups).toHaveLength(MOST_GROUPS);
    expect(summary.groups[0]?.count).toBe(3);
    expect(summary.further).toEqual({ groups: 3, changes: 3 });
  });

  it('indexes each change in the order of the plan, with the rank of its group and its page', () => {
    const single = plannedChange({ accountId: id(500), before: null });
    const { index } = folded(pageOf(1, [single]), pageOf(2, same(2)));
    expect(index).toEqual({
      ouPaths: [['Root', 'Production']],
      rows: [
        [id(500), 'SECURITY', 1, 'Payments', 0, 1],
        [id(0), 'SECURITY', 0, 'Payments', 0, 2],
        [id(1), 'SECURITY', 0, 'Payments', 0, 2],
      ],
    });
  });

  it('tells contacts apart by each of their fields', () => {
    const other = plannedChange({ accountId: id(1), after: { ...NEW_CONTACT, phoneNumber: '+1 555 0000' } });
    expect(folded(pageOf(1, [...same(1), other])).summary.groups).toHaveLength(2);
  });
});
