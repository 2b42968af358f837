import { describe, expect, it } from 'vitest';
import { differenceGroups } from '../../../../functions/domain/inventory/difference-groups.ts';
import { compare } from '../../../../functions/domain/inventory/differences.ts';
import type { Baseline } from '../../../../functions/domain/organization/baseline.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';
import { denied, inventoryItem, SANDBOX, seen } from '../../inventory-samples.ts';

const BASELINE: Baseline = {
  default: { SECURITY: NEW_CONTACT, OPERATIONS: 'unmanaged' },
  overrides: [{ when: { ou: ['ou-ab12-sandbox01'] }, contacts: { SECURITY: 'absent' } }],
};

describe('compare', () => {
  it('tells apart what is in line, drifted, missing, left alone and not known', () => {
    const items = [
      inventoryItem('000000000001', { SECURITY: seen(NEW_CONTACT) }),
      inventoryItem('000000000002', { SECURITY: seen(OLD_CONTACT) }),
      inventoryItem('000000000003', { SECURITY: seen(null) }),
      inventoryItem('000000000004', { SECURITY: denied() }),
      inventoryItem('000000000005', {}),
    ];
    const { standings, differences, unknown, accounts } = compare(items, BASELINE, ['SECURITY']);
    expect(accounts).toBe(5);
    expect(standings).toEqual({ inLine: 1, drifted: 1, missing: 1, unmanaged: 0, unreadable: 2 });
    expect(differences.map(({ accountId, before, after }) => [accountId, before, after])).toEqual([
      ['000000000002', OLD_CONTACT, NEW_CONTACT],
      ['000000000003', null, NEW_CONTACT],
    ]);
    expect(unknown.map(({ accountId, error }) => [accountId, error])).toEqual([
      ['000000000004', 'AccessDeniedException'],
      ['000000000005', undefined],
    ]);
    expect(compare(items, BASELINE, ['OPERATIONS', 'BILLING']).standings.unmanaged).toBe(10);
  });

  it('does not take a contact that was read before for known when the last look failed', () => {
    const items = [inventoryItem('000000000001', { SECURITY: seen(NEW_CONTACT, { error: 'AccessDeniedException' }) })];
    expect(compare(items, BASELINE, ['SECURITY']).unknown).toHaveLength(1);
  });

  it('leaves out accounts that are not ACTIVE', () => {
    const items = ['SUSPENDED', 'GONE'].map((state) =>
      inventoryItem('000000000001', { SECURITY: seen(null) }, { state }),
    );
    expect(compare(items, BASELINE)).toMatchObject({ accounts: 0, differences: [], unknown: [] });
  });

  it('shows a contact that the baseline removes, and no contact where it wants none as in line', () => {
    const items = [
      inventoryItem('000000000001', { SECURITY: seen(OLD_CONTACT) }, SANDBOX),
      inventoryItem('000000000002', { SECURITY: seen(null) }, SANDBOX),
    ];
    const { differences, standings } = compare(items, BASELINE, ['SECURITY']);
    expect(differences).toMatchObject([{ accountId: '000000000001', before: OLD_CONTACT, after: null }]);
    expect(standings).toMatchObject({ drifted: 1, inLine: 1 });
  });

  it('wants what an approved request has adopted, whatever the baseline says', () => {
    const adopted = [inventoryItem('000000000001', { SECURITY: seen(OLD_CONTACT, { adopted: OLD_CONTACT }) })];
    expect(compare(adopted, BASELINE, ['SECURITY']).differences).toEqual([]);
    const changed = [inventoryItem('000000000001', { SECURITY: seen(NEW_CONTACT, { adopted: OLD_CONTACT }) })];
    expect(compare(changed, BASELINE, ['SECURITY']).differences).toMatchObject([{ after: OLD_CONTACT }]);
  });

  it('says between which times the contacts were read', () => {
    const at = (seenAt: string) => seen(NEW_CONTACT, { seenAt });
    const items = ['2026-06-01T02:00:00.000Z', '2026-05-01T02:00:00.000Z', '2026-06-02T02:00:00.000Z'].map(
      (time, index) => inventoryItem(`00000000000${index}`, { SECURITY: at(time) }),
    );
    expect(compare(items, BASELINE, ['SECURITY']).seen).toEqual({
      first: '2026-05-01T02:00:00.000Z',
      last: '2026-06-02T02:00:00.000Z',
    });
    expect(compare(items, BASELINE, ['BILLING'])).not.toHaveProperty('seen');
  });
});

describe('differenceGroups', () => {
  it('folds equal differences, whatever order the fields are in, and has the largest group first', () => {
    const { name, title, emailAddress, phoneNumber } = OLD_CONTACT;
    const items = [
      inventoryItem('000000000001', { SECURITY: seen(null) }),
      inventoryItem('000000000002', { SECURITY: seen({ name, title, emailAddress, phoneNumber }) }),
      inventoryItem('000000000003', { SECURITY: seen({ phoneNumber, emailAddress, title, name }) }),
    ];
    const groups = differenceGroups(compare(items, BASELINE).differences);
    expect(groups.map(({ before, accounts }) => [before, accounts.map(({ accountId }) => accountId)])).toEqual([
      [OLD_CONTACT, ['000000000002', '000000000003']],
      [null, ['000000000001']],
    ]);
  });
});
