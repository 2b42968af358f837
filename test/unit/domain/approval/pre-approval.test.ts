import { describe, expect, it } from 'vitest';
import { asksNobody, isReadJustNow } from '../../../../functions/domain/approval/pre-approval.ts';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { Electorate } from '../../../../functions/domain/policy/policy.ts';
import {
  APPROVER,
  approvalOf,
  CREATED_AT,
  changeRequest,
  deleteChange,
  planned,
  putChange,
  receivedRecord,
  requested,
} from '../../builders.ts';

const NOW = Date.parse(CREATED_AT);
const NOBODY = { approval: approvalOf(1, { requirements: [] }) };

/** A record whose contacts were read so many milliseconds ago. */
const readAgo = (milliseconds: number, differences = {}) =>
  recordOf([requested(), planned({ ...NOBODY, readAt: new Date(NOW - milliseconds).toISOString(), ...differences })]);

describe('isReadJustNow', () => {
  it.each([0, 10_000, -10_000])('is true when the contacts were read %i ms ago', (milliseconds) => {
    expect(isReadJustNow(readAgo(milliseconds), NOW)).toBe(true);
  });

  it.each([10_001, -10_001, 86_400_000])('is false when they were read %i ms ago', (milliseconds) => {
    expect(isReadJustNow(readAgo(milliseconds), NOW)).toBe(false);
  });

  it('is false when somebody was asked', () => {
    expect(isReadJustNow(readAgo(0, { approval: approvalOf() }), NOW)).toBe(false);
  });

  it('is false when the plan does not say that its contacts were read, as those of earlier versions', () => {
    expect(isReadJustNow(recordOf([requested(), planned(NOBODY)]), NOW)).toBe(false);
  });

  it('is false when a later plan does not say so', () => {
    const { history } = readAgo(0);
    expect(isReadJustNow(recordOf([...history, planned(NOBODY)]), NOW)).toBe(false);
  });
});

describe('asksNobody', () => {
  const asked = { approvers: [APPROVER], quorum: 1, rounds: [{ wait: '72h' }] };
  const freely = (action: 'PUT' | 'DELETE'): Electorate => ({
    groups: {},
    approvals: [
      { name: 'free', when: { action: [action] }, preApproved: true },
      { name: 'asked', ...asked },
    ],
  });
  const puts = receivedRecord({ request: changeRequest({ changes: [putChange()] }) });
  const deletes = receivedRecord({ request: changeRequest({ changes: [deleteChange()] }) });

  it.each([
    { what: 'a contact is set, which is free', record: puts, policy: freely('PUT'), is: true },
    { what: 'a contact is set, and only removing one is free', record: puts, policy: freely('DELETE'), is: false },
    { what: 'a contact is removed, which is free', record: deletes, policy: freely('DELETE'), is: true },
    { what: 'a contact is removed, and only setting one is free', record: deletes, policy: freely('PUT'), is: false },
  ])('is $is when $what', ({ record, policy, is }) => {
    expect(asksNobody(record, policy)).toBe(is);
  });
});
