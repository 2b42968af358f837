import { describe, expect, it } from 'vitest';
import { planEvents, preApprovalEvents } from '../../../../functions/domain/approval/plan-events.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { Approval } from '../../../../functions/domain/policy/required-approval.ts';
import { approvalOf, CREATED_AT, EXPIRES_AT, NONCE, plannedChange, receivedRecord, roundOf } from '../../builders.ts';

const plan = [plannedChange()];
const preApproved: Approval = { requirements: [], rounds: [] };
const planned = { type: 'Planned', at: CREATED_AT, by: 'workflow', nonce: NONCE };

describe('planEvents', () => {
  it.each([approvalOf(), preApproved])('is Planned alone, with plan, approval and nonce', (approval) => {
    expect(planEvents({ plan, approval, nonce: NONCE }, CREATED_AT)).toEqual([{ ...planned, plan, approval }]);
  });

  it('names who shaped the requests that gave way to it, and these', () => {
    const replaced = { supersedes: ['jira/jira-1' as const], formerShapers: ['bob@example.com'] };
    expect(planEvents({ plan, approval: preApproved, nonce: NONCE }, CREATED_AT, replaced)).toMatchObject([replaced]);
  });
});

describe('the record after planEvents', () => {
  const recordAfter = (approval: Approval, changes = plan) =>
    evolveAll(receivedRecord(), planEvents({ plan: changes, approval, nonce: NONCE }, CREATED_AT));

  it('has plan, fingerprint, approval and the end of the last round when approval is required', () => {
    const approval = approvalOf(1, { rounds: [24, 48].map((hours) => roundOf({ seconds: hours * 3600 })) });
    expect(recordAfter(approval)).toMatchObject({ status: 'RECEIVED', plan, approval, expiresAt: EXPIRES_AT });
    expect(recordAfter(approval).fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    { approval: approvalOf(), changes: plan },
    { approval: preApproved, changes: plan },
    { approval: preApproved, changes: [] },
  ])('is not approved by its plan, whatever that needs', ({ approval, changes }) => {
    const record = recordAfter(approval, changes);
    expect(record.status).toBe('RECEIVED');
    expect(record).not.toHaveProperty('applyingSince');
  });
});

describe('preApprovalEvents', () => {
  it('approve the request and begin to apply it', () => {
    const record = evolveAll(receivedRecord({ plan, approval: preApproved }), preApprovalEvents(CREATED_AT));
    expect(record).toMatchObject({ status: 'APPROVED', applyingSince: CREATED_AT });
    expect(record).not.toHaveProperty('expiresAt');
  });
});
