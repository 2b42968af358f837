import { describe, expect, it } from 'vitest';
import { planEvents } from '../../../../functions/domain/approval/plan-events.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { Approval } from '../../../../functions/domain/policy/required-approval.ts';
import { planFingerprint } from '../../../../functions/domain/request/plan.ts';
import { approvalOf, CREATED_AT, EXPIRES_AT, plannedChange, receivedRecord, roundOf } from '../../builders.ts';

const plan = [plannedChange()];
const preApproved: Approval = { requirements: [], rounds: [] };
const planned = { type: 'Planned', at: CREATED_AT, by: 'workflow' };

describe('planEvents', () => {
  it('is Planned, with plan and approval, when approval is required', () => {
    expect(planEvents(plan, approvalOf(), CREATED_AT)).toEqual([{ ...planned, plan, approval: approvalOf() }]);
  });

  it('is Planned, Approved and ApplyStarted when no rule requires approval', () => {
    expect(planEvents(plan, preApproved, CREATED_AT)).toEqual([
      { ...planned, plan, approval: preApproved },
      { type: 'Approved', at: CREATED_AT, by: 'workflow', approvedBecause: 'preApproved' },
      { type: 'ApplyStarted', at: CREATED_AT, by: 'workflow' },
    ]);
  });

  it.each([approvalOf(), preApproved])('is Planned alone when nothing is to be changed', (approval) => {
    expect(planEvents([], approval, CREATED_AT)).toEqual([{ ...planned, plan: [], approval }]);
  });
});

describe('the record after planEvents', () => {
  const recordAfter = (...of: [Parameters<typeof planEvents>[0], Approval]) =>
    evolveAll(receivedRecord(), planEvents(...of, CREATED_AT));

  it('has plan, fingerprint, approval and the end of the last round when approval is required', () => {
    const approval = approvalOf(1, { rounds: [24, 48].map((hours) => roundOf({ seconds: hours * 3600 })) });
    const fingerprint = planFingerprint(plan);
    expect(recordAfter(plan, approval)).toMatchObject({
      ...{ status: 'RECEIVED', plan, approval, fingerprint },
      expiresAt: EXPIRES_AT,
    });
  });

  it('is not being applied while approval is required', () => {
    expect(recordAfter(plan, approvalOf())).not.toHaveProperty('applyingSince');
  });

  it('is APPROVED at once, and being applied, without an expiry, when no rule requires approval', () => {
    const record = recordAfter(plan, preApproved);
    expect(record).toMatchObject({ status: 'APPROVED', applyingSince: CREATED_AT });
    expect(record).not.toHaveProperty('expiresAt');
  });

  it('is not approved when nothing is to be changed', () => {
    const record = recordAfter([], preApproved);
    expect(record.status).toBe('RECEIVED');
    for (const absent of ['applyingSince', 'expiresAt']) expect(record).not.toHaveProperty(absent);
  });
});
