import { describe, expect, it } from 'vitest';
import { requesterChanges, seesCurrentContacts } from '../../../../functions/domain/approval/shown-changes.ts';
import type { Policy } from '../../../../functions/domain/policy/policy.ts';
import {
  APPROVER,
  approvalOf,
  BILLING,
  changeRequest,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  REQUESTER,
  receivedRecord,
  requirement,
  SECURITY,
} from '../../builders.ts';

const policy: Policy = {
  allowedEmailDomains: ['example.com'],
  groups: { leads: [APPROVER] },
  approvals: [
    { name: 'every change', approvers: ['leads'], quorum: 1, rounds: [{ wait: '1h' }] },
    { name: 'production', approvers: ['chief@example.com'], quorum: 1, rounds: [{ wait: '1h' }] },
  ],
};
const approval = approvalOf(1, { requirements: [requirement({ rule: 'every change' })] });
const askedBy = (requestedBy: string) => pendingRecord({ request: changeRequest({ requestedBy }), approval });

describe('seesCurrentContacts', () => {
  it.each([REQUESTER, 'approver-1@mail.example.com', 'chief@example.com'])(
    'is false for %s, who may only ask',
    (who) => {
      expect(seesCurrentContacts(askedBy(who), policy)).toBe(false);
    },
  );

  it.each([APPROVER, 'Approver-1+aws@example.com'])('is true for %s, whom the rule of the request lists', (who) => {
    expect(seesCurrentContacts(askedBy(who), policy)).toBe(true);
  });

  it('is false when one of several rules does not list the requester, who chose what is asked together', () => {
    const requirements = [requirement({ rule: 'every change' }), requirement({ rule: 'production' })];
    const record = { ...askedBy(APPROVER), approval: approvalOf(1, { requirements }) };
    expect(seesCurrentContacts(record, policy)).toBe(false);
  });

  it.each([receivedRecord(), pendingRecord({ approval: approvalOf(1, { requirements: [] }) })])(
    'is false when no rule has approvers',
    (record) => {
      expect(seesCurrentContacts(record, policy)).toBe(false);
    },
  );

  it('is true for every requester when the policy says so', () => {
    expect(seesCurrentContacts(askedBy(REQUESTER), { ...policy, requestersSeeCurrentContacts: true })).toBe(true);
  });
});

describe('requesterChanges', () => {
  const plan = [plannedChange(), plannedChange({ ...BILLING, before: null })];

  it('hides every contact that there is, and not that there is none', () => {
    expect(requesterChanges(pendingRecord({ plan }), false)).toEqual([
      { ...SECURITY, before: 'hidden', after: NEW_CONTACT },
      { ...BILLING, before: null, after: NEW_CONTACT },
    ]);
  });

  it('shows what was there before the changes that were applied, and no other', () => {
    const twice = [plannedChange(), plannedChange({ ...BILLING })];
    const results = [
      { ...SECURITY, status: 'APPLIED' as const },
      { ...BILLING, status: 'CONFLICT' as const },
    ];
    const record = { ...pendingRecord({ plan: twice }), results };
    expect(requesterChanges(record, false).map(({ before }) => before)).toEqual([OLD_CONTACT, 'hidden']);
  });

  it('hides nothing from whoever may see it, and nothing where there is no plan', () => {
    expect(requesterChanges(pendingRecord({ plan }), true)).toEqual(plan);
    expect(requesterChanges(receivedRecord(), false)).toEqual([]);
  });
});
