import { describe, expect, it } from 'vitest';
import { type PlanIndex, QUERY_CHARACTERS, searchPlan } from '../../../../functions/domain/campaign/plan-index.ts';

const INDEX: PlanIndex = {
  ouPaths: [
    ['Root', 'Production'],
    ['Root', 'Sandbox', 'Labs'],
  ],
  rows: [
    ['222222222222', 'SECURITY', 0, 'Payments', 0, 1],
    ['222222222222', 'BILLING', 1, 'Payments', 0, 1],
    ['333333333333', 'SECURITY', 0, 'Übung', 1, 2],
    ['444444444444', 'SECURITY', 7, null, -1, 3],
  ],
};

function found(query: string, most = 50): string[] {
  return searchPlan(INDEX, query, most).changes.map(
    ({ accountId, alternateContactType, group }) => `${accountId.slice(0, 1)} ${alternateContactType} ${group}`,
  );
}

describe('searchPlan', () => {
  it.each([
    { query: 'payments', changes: ['2 SECURITY 0', '2 BILLING 1'] },
    { query: '  PAY  security ', changes: ['2 SECURITY 0'] },
    { query: '4444', changes: ['4 SECURITY 7'] },
    { query: '3333-3333-3333', changes: ['3 SECURITY 0'] },
    { query: 'labs', changes: ['3 SECURITY 0'] },
    { query: 'Root / Sandbox / Labs', changes: ['3 SECURITY 0'] },
    { query: 'U\u0308BUNG', changes: ['3 SECURITY 0'] },
    { query: 'payments labs', changes: [] },
    { query: '   ', changes: [] },
  ])('finds $changes by "$query"', ({ query, changes }) => {
    expect(found(query)).toEqual(changes);
  });

  it('returns the first ones, says how many there are, and where each is', () => {
    const { changes, all } = searchPlan(INDEX, 'security', 1);
    expect(all).toBe(3);
    expect(changes).toEqual([
      {
        ...{ accountId: '222222222222', alternateContactType: 'SECURITY', name: 'Payments' },
        ...{ ouPath: ['Root', 'Production'], group: 0, page: 1 },
      },
    ]);
  });

  it('leaves out what is not known of an account', () => {
    expect(searchPlan(INDEX, '444444444444', 1).changes).toEqual([
      { accountId: '444444444444', alternateContactType: 'SECURITY', group: 7, page: 3 },
    ]);
  });

  it('reads no more of a query than a person types', () => {
    expect(found(`${' '.repeat(QUERY_CHARACTERS)}nothing`)).toEqual([]);
    expect(found(`payments${' '.repeat(QUERY_CHARACTERS)}nothing`)).toHaveLength(2);
  });
});
