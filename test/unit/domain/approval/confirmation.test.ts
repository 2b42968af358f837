import { describe, expect, it } from 'vitest';
import { confirmOf, isConfirmedFor } from '../../../../functions/domain/approval/confirmation.ts';
import { APPROVER, approvalOf, CHIEF, OTHER_APPROVER, requirement } from '../../builders.ts';

describe('confirmOf', () => {
  const approval = approvalOf(1, {
    requirements: [
      requirement({ rule: 'a', approvers: [APPROVER, OTHER_APPROVER], escalateTo: [CHIEF] }),
      requirement({ rule: 'b', approvers: [APPROVER], confirm: 'signIn' }),
      requirement({ rule: 'c', approvers: [APPROVER], escalateTo: [CHIEF], confirm: 'code' }),
    ],
  });

  it.each([
    { approver: APPROVER, confirm: 'signIn' },
    { approver: CHIEF, confirm: 'code' },
    { approver: OTHER_APPROVER, confirm: 'link' },
    { approver: 'stranger@example.com', confirm: 'link' },
  ])('is $confirm for $approver, the strictest of their rules', ({ approver, confirm }) => {
    expect(confirmOf(approval, approver)).toBe(confirm);
  });

  it('is link when there is no approval', () => {
    expect(confirmOf(undefined, APPROVER)).toBe('link');
  });
});

describe('isConfirmedFor', () => {
  it.each([
    { confirm: undefined, enough: ['link', 'code', 'signIn'] },
    { confirm: 'code', enough: ['code', 'signIn'] },
    { confirm: 'signIn', enough: ['signIn'] },
  ] as const)('holds for $enough when the rule wants $confirm', ({ confirm, enough }) => {
    const kinds = (['link', 'code', 'signIn'] as const).filter((kind) =>
      isConfirmedFor({ ...(confirm && { confirm }) }, { kind, person: APPROVER }),
    );
    expect(kinds).toEqual(enough);
  });
});
