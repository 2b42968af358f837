import { describe, expect, it } from 'vitest';
import { type Drift, driftAction, driftReaders, driftsOf } from '../../../../functions/domain/inventory/drift.ts';
import type {
  InventoryItem,
  OutsideChange,
  SeenContact,
  SetBy,
} from '../../../../functions/domain/inventory/inventory.ts';
import type { Policy } from '../../../../functions/domain/policy/policy.ts';
import { ACCOUNT_ID, APPROVER, CHIEF, NEW_CONTACT, OTHER_APPROVER, REQUEST_KEY, REQUESTER } from '../../builders.ts';

const AT = '2026-06-01T10:00:00.000Z';
const SET_BY: SetBy = { requestKey: REQUEST_KEY, requestedBy: REQUESTER, approvedBy: [], at: AT, fingerprint: '' };

const policy: Policy = {
  allowedEmailDomains: ['example.com'],
  groups: { leads: [APPROVER, OTHER_APPROVER] },
  approvals: [
    { name: 'sandbox', when: { ou: ['ou-ab12-sandbox01'] }, approvers: [CHIEF], quorum: 1, rounds: [{ wait: '1h' }] },
    { name: 'every change', approvers: ['leads'], quorum: 1, rounds: [{ wait: '72h' }] },
  ],
};

const change = (told: Partial<OutsideChange> = {}): OutsideChange => ({
  ...{ foundAt: AT, foundBy: 'event', isReported: false, isMailed: false },
  ...told,
});

const seen = (differences: Partial<SeenContact> = {}): SeenContact => ({
  ...{ contact: NEW_CONTACT, standing: 'drifted', changedOutside: change() },
  ...differences,
});

const itemOf = (contacts: InventoryItem['contacts'], parentIds: string[] = []): InventoryItem => ({
  ...{ accountId: ACCOUNT_ID, parentIds, state: 'ACTIVE', listedAt: AT, contacts },
});

const drift = (ofContact = seen(), parentIds: string[] = []): Drift => ({
  item: itemOf({ SECURITY: ofContact }, parentIds),
  alternateContactType: 'SECURITY',
  seen: ofContact,
  change: change(),
});

describe('driftsOf', () => {
  it('finds the contacts that somebody else has changed and of which not everybody has been told', () => {
    const item = itemOf({
      BILLING: seen({ changedOutside: change({ isReported: true }) }),
      OPERATIONS: seen({ changedOutside: change({ isReported: true, isMailed: true }) }),
      SECURITY: { contact: NEW_CONTACT, standing: 'inLine' },
    });
    expect(driftsOf(item).map(({ alternateContactType }) => alternateContactType)).toEqual(['BILLING']);
  });
});

describe('driftAction', () => {
  it.each([
    ['what the policy says', { drift: 'revert' }, {}, 'revert'],
    ['what the policy says in full', { drift: { action: 'adopt' } }, {}, 'adopt'],
    ['a report without a word of the policy', {}, {}, 'report'],
    ['what the policy says of a contact that is gone', { drift: 'revert' }, { standing: 'missing' }, 'revert'],
    ['a report of what is as it should be', { drift: 'revert' }, { standing: 'inLine' }, 'report'],
    ['a report of what nobody manages', { drift: 'revert' }, { standing: 'unmanaged' }, 'report'],
    ['a report of what a request has set since', { drift: 'revert' }, { setBy: SET_BY }, 'report'],
  ] as const)('is %s', (_what, of, differences, action) => {
    expect(driftAction(of, seen(differences))).toBe(action);
  });
});

describe('driftReaders', () => {
  it('are the approvers of the rule that the contact falls under', () => {
    expect(driftReaders(policy, drift())).toEqual([APPROVER, OTHER_APPROVER]);
    expect(driftReaders(policy, drift(seen(), ['ou-ab12-sandbox01']))).toEqual([CHIEF]);
  });

  it('are those whom the policy names, groups included', () => {
    const named: Policy = { ...policy, drift: { action: 'revert', notify: ['watch@example.com', 'leads'] } };
    expect(driftReaders(named, drift())).toEqual(['watch@example.com', APPROVER, OTHER_APPROVER]);
  });

  it('are nobody else than the approvers whom a request asks', () => {
    expect(driftReaders({ ...policy, drift: 'revert' }, drift())).toEqual([]);
    expect(driftReaders({ ...policy, drift: 'revert' }, drift(seen({ standing: 'inLine' })))).toHaveLength(2);
  });
});
