import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../functions/domain/contact.ts';
import { planChanges, planFingerprint, withPlan } from '../../../functions/domain/plan.ts';
import {
  approvalOf,
  BILLING,
  CREATED_AT,
  changeRequest,
  deleteChange,
  EXPIRES_AT,
  NEW_CONTACT,
  OLD_CONTACT,
  plannedChange,
  putChange,
  receivedRecord,
  SECURITY,
} from '../builders.ts';

describe('planChanges', () => {
  const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });

  it('holds before and after of each change in the order of the request', () => {
    const current = [
      { ...BILLING, contact: OLD_CONTACT },
      { ...SECURITY, contact: null },
    ];
    expect(planChanges(request, current)).toEqual([
      { ...SECURITY, before: null, after: NEW_CONTACT },
      { ...BILLING, before: OLD_CONTACT, after: null },
    ]);
  });

  it('leaves a change out when the contact is so already', () => {
    const current = [
      { ...SECURITY, contact: { ...NEW_CONTACT } },
      { ...BILLING, contact: null },
    ];
    expect(planChanges(request, current)).toEqual([]);
  });

  it.each(CONTACT_FIELDS)('keeps the change when only %s differs', (field) => {
    const contact = { ...NEW_CONTACT, [field]: 'otherwise' };
    expect(planChanges(changeRequest(), [{ ...SECURITY, contact }])).toHaveLength(1);
  });

  it('takes the contact of the same account and type when others were read too', () => {
    const current = [
      { ...SECURITY, accountId: '333333333333', contact: NEW_CONTACT },
      { ...BILLING, contact: NEW_CONTACT },
      { ...SECURITY, contact: OLD_CONTACT },
    ];
    expect(planChanges(changeRequest(), current)).toEqual([plannedChange()]);
  });
});

describe('planFingerprint', () => {
  const fingerprint = planFingerprint([plannedChange()]);

  it('is a SHA-256 in hex', () => {
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same when the properties have another order', () => {
    const { after, before, ...key } = plannedChange();
    expect(planFingerprint([{ after, before, ...key }])).toBe(fingerprint);
  });

  it.each([
    { what: 'the account', plan: [plannedChange({ accountId: '333333333333' })] },
    { what: 'the type', plan: [plannedChange({ alternateContactType: 'BILLING' })] },
    { what: 'the contact before', plan: [plannedChange({ before: null })] },
    { what: 'the contact after', plan: [plannedChange({ after: null })] },
    { what: 'the direction', plan: [plannedChange({ before: NEW_CONTACT, after: OLD_CONTACT })] },
    ...CONTACT_FIELDS.map((field) => ({
      what: `the new ${field}`,
      plan: [plannedChange({ after: { ...NEW_CONTACT, [field]: 'otherwise' } })],
    })),
    { what: 'the number of changes', plan: [plannedChange(), plannedChange(BILLING)] },
    { what: 'everything', plan: [] },
  ])('is another one when $what differs', ({ plan }) => {
    expect(planFingerprint(plan)).not.toBe(fingerprint);
  });

  it('is another one when only the border between two fields is elsewhere', () => {
    const withFields = (name: string, title: string) => [plannedChange({ after: { ...NEW_CONTACT, name, title } })];
    expect(planFingerprint(withFields('a,b', 'c'))).not.toBe(planFingerprint(withFields('a', 'b,c')));
    expect(planFingerprint(withFields('a","b', 'c'))).not.toBe(planFingerprint(withFields('a', 'b","c')));
  });
});

describe('withPlan', () => {
  const plan = [plannedChange()];

  it('holds plan, fingerprint, approval and the end of the last round when approvers must be asked', () => {
    const rounds = [24, 48].map((hours) => ({ seconds: hours * 3600, remind: false, escalateTo: [] }));
    const approval = approvalOf(1, { rounds });
    const record = withPlan(receivedRecord(), plan, approval, CREATED_AT);
    expect(record).toMatchObject({
      status: 'RECEIVED',
      plan,
      approval,
      fingerprint: planFingerprint(plan),
      expiresAt: EXPIRES_AT,
    });
  });

  it('tells in the history how many changes remain', () => {
    const request = changeRequest({ changes: [putChange(), deleteChange()] });
    const record = withPlan(receivedRecord({ request }), plan, approvalOf(), CREATED_AT);
    expect(record.history).toEqual([
      ...receivedRecord().history,
      { at: CREATED_AT, who: 'workflow', what: 'planned 1 of 2 changes' },
    ]);
  });

  it('is not being applied while approvers must be asked', () => {
    expect(withPlan(receivedRecord(), plan, approvalOf(), CREATED_AT)).not.toHaveProperty('applyingSince');
  });

  it('is APPROVED at once, and being applied, when no rule asks anybody', () => {
    const record = withPlan(receivedRecord(), plan, { requirements: [], rounds: [] }, CREATED_AT);
    expect(record).toMatchObject({ status: 'APPROVED', applyingSince: CREATED_AT });
    expect(record.expiresAt).toBeUndefined();
    expect(record.history.at(-1)).toEqual({ at: CREATED_AT, who: 'workflow', what: 'pre-approved by the policy' });
  });

  it('is not approved when nothing is to be changed', () => {
    const record = withPlan(receivedRecord(), [], { requirements: [], rounds: [] }, CREATED_AT);
    expect(record.status).toBe('RECEIVED');
    expect(record).not.toHaveProperty('applyingSince');
  });

  it('leaves the record that it was given as it was', () => {
    const record = receivedRecord();
    withPlan(record, plan, approvalOf(), CREATED_AT);
    expect(record).toEqual(receivedRecord());
  });
});
