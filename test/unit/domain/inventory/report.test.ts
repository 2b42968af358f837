import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../../functions/domain/inventory/report.ts';
import { reportGroups } from '../../../../functions/domain/inventory/report-groups.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';
import { denied, inventoryItem, SANDBOX, SET_BY, seen } from '../../inventory-samples.ts';

const AT = '2026-06-01T13:00:00.000Z';
const TWO = [
  inventoryItem('000000000002', { SECURITY: seen(NEW_CONTACT), BILLING: seen(null, { standing: 'missing' }) }, SANDBOX),
  inventoryItem('000000000001', { SECURITY: seen(OLD_CONTACT, { standing: 'drifted' }), BILLING: denied() }),
];

describe('reportOf', () => {
  it('has every account with a contact of each type, in the order of their places', () => {
    const { accounts } = reportOf(TWO, AT);
    expect(accounts.map(({ accountId }) => accountId)).toEqual(['000000000001', '000000000002']);
    expect(accounts[0]?.contacts.map(({ alternateContactType, standing }) => [alternateContactType, standing])).toEqual(
      [
        ['BILLING', 'unreadable'],
        ['OPERATIONS', 'unreadable'],
        ['SECURITY', 'drifted'],
      ],
    );
  });

  it('counts by type and by unit, ACTIVE accounts only', () => {
    const closed = inventoryItem('000000000003', { SECURITY: seen(OLD_CONTACT) }, { state: 'CLOSED' });
    const { standings, byType, byUnit, accounts } = reportOf([...TWO, closed], AT);
    expect(accounts).toHaveLength(3);
    expect(standings).toEqual({ inLine: 1, drifted: 1, missing: 1, unmanaged: 0, unreadable: 3 });
    expect(byType.SECURITY).toEqual({ inLine: 1, drifted: 1, missing: 0, unmanaged: 0, unreadable: 0 });
    expect(byUnit).toMatchObject([
      { ouPath: ['Root', 'Production'], accounts: 1, standings: { drifted: 1, unreadable: 2 } },
      { ouPath: ['Root', 'Sandbox'], accounts: 1, standings: { inLine: 1, missing: 1, unreadable: 1 } },
    ]);
  });

  it.each([
    ['2026-05-31T13:00:00.000Z', 'day'],
    ['2026-05-31T12:59:59.000Z', 'week'],
    ['2026-05-20T13:00:00.000Z', 'month'],
    ['2026-03-20T13:00:00.000Z', 'quarter'],
    ['2025-06-01T13:00:00.000Z', 'older'],
  ])('counts what was read at %s as read within a %s', (seenAt, age) => {
    const { ages } = reportOf([inventoryItem('000000000001', { SECURITY: seen(NEW_CONTACT, { seenAt }) })], AT);
    expect(ages).toMatchObject({ [age]: 1, never: 2 });
  });

  it('counts by month when contacts became what they are, and by whom', () => {
    const items = [
      inventoryItem('000000000001', {
        SECURITY: seen(NEW_CONTACT, { since: '2026-06-01T12:00:00.000Z', setBy: SET_BY }),
        BILLING: seen(NEW_CONTACT, { since: '2025-07-31T12:00:00.000Z' }),
        OPERATIONS: seen(NEW_CONTACT, { since: '2025-06-30T12:00:00.000Z' }),
      }),
      inventoryItem('000000000002', {}),
    ];
    const { changes } = reportOf(items, AT);
    expect(changes.months).toHaveLength(12);
    expect(changes.months[0]).toEqual({ month: '2025-07', byRequest: 0, otherwise: 1 });
    expect(changes.months.at(-1)).toEqual({ month: '2026-06', byRequest: 1, otherwise: 0 });
    expect(changes).toMatchObject({ earlier: 1, unknown: 3 });
  });

  it('tells of a change by somebody else without what is only for the service', () => {
    const changedOutside = { foundAt: AT, foundBy: 'event' as const, isReported: true, isMailed: false };
    const { accounts } = reportOf(
      [inventoryItem('000000000001', { SECURITY: seen(OLD_CONTACT, { changedOutside }) })],
      AT,
    );
    expect(accounts[0]?.contacts[2]?.changedOutside).toEqual({ foundAt: AT, foundBy: 'event' });
  });
});

describe('reportGroups', () => {
  it('folds contacts that are the same, stand the same and were set by the same request', () => {
    const at = (seenAt: string, setBy?: typeof SET_BY) => ({
      SECURITY: seen(NEW_CONTACT, { seenAt, ...(setBy && { setBy }) }),
    });
    const items = [
      inventoryItem('000000000001', at('2026-05-01T12:00:00.000Z', SET_BY)),
      inventoryItem('000000000002', at('2026-06-01T12:00:00.000Z', SET_BY)),
      inventoryItem('000000000003', at('2026-06-01T12:00:00.000Z')),
    ];
    const groups = reportGroups(reportOf(items, AT).accounts).filter(({ contact }) => contact);
    expect(groups.map(({ accounts, setBy, seen: span }) => [accounts.length, setBy?.requestKey, span])).toEqual([
      [2, SET_BY.requestKey, { first: '2026-05-01T12:00:00.000Z', last: '2026-06-01T12:00:00.000Z' }],
      [1, undefined, { first: '2026-06-01T12:00:00.000Z', last: '2026-06-01T12:00:00.000Z' }],
    ]);
  });
});
