import { describe, expect, it } from 'vitest';
import type { PlanPage } from '../../../../functions/domain/campaign/campaign-plan.ts';
import { PlanRules } from '../../../../functions/domain/campaign/plan-rules.ts';
import { resolveApproval } from '../../../../functions/domain/policy/resolve-approval.ts';
import type { ApprovalRule } from '../../../../schemas/compiled/policy-schema.js';
import { APPROVER, account, CHIEF, OTHER_APPROVER, plannedChange } from '../../builders.ts';
import { campaignRecord } from '../../campaign-builders.ts';

const ROUNDS = [{ wait: '72h' }];
const rule = (name: string, differences: Partial<ApprovalRule> = {}): ApprovalRule => ({
  name,
  approvers: [APPROVER],
  quorum: 1,
  rounds: ROUNDS,
  ...differences,
});

const LARGE = rule('large', { when: { changes: { atLeast: 150 } }, approvers: [CHIEF, OTHER_APPROVER], quorum: 2 });
const PRODUCTION = rule('production', { when: { ou: ['ou-ab12-prod0001'] }, approvers: [OTHER_APPROVER] });
const REST = rule('rest');

const id = (index: number) => String(900_000_000_000 + index);

function pages(count: number): PlanPage[] {
  return Array.from({ length: Math.ceil(count / 100) }, (_, page) => {
    const changes = Array.from({ length: Math.min(100, count - page * 100) }, (_, index) =>
      plannedChange({ accountId: id(page * 100 + index) }),
    );
    const accounts = changes.map(({ accountId }, index) =>
      account({ accountId, parentIds: page === 0 && index === 0 ? ['ou-ab12-prod0001'] : ['r-ab12'] }),
    );
    return { page: page + 1, changes, accounts, unreadable: [], inPlace: [] };
  });
}

function found(approvals: ApprovalRule[], count: number) {
  const record = campaignRecord();
  const rules = new PlanRules({ groups: {}, approvals }, record);
  for (const page of pages(count)) rules.add(page);
  return rules.approval();
}

describe('the rules that a campaign falls under', () => {
  it.each([10, 149, 150, 250])('need the approval that a request of %i changes needs', (count) => {
    const approvals = [LARGE, PRODUCTION, REST];
    const all = pages(count);
    const accounts = all.flatMap((page) => page.accounts);
    const expected = resolveApproval(
      { groups: {}, approvals },
      { ...campaignRecord(), accounts },
      all.flatMap(({ changes }) => changes),
    );
    const { approval, problems } = found(approvals, count);
    expect(problems).toEqual([]);
    const byRule = (one: { rule: string }, other: { rule: string }) => one.rule.localeCompare(other.rule);
    expect(approval.requirements.toSorted(byRule)).toEqual(expected.requirements.toSorted(byRule));
  });

  it('refuse what a rule would approve in advance', () => {
    const preApproved: ApprovalRule = { name: 'free', when: { ou: ['ou-ab12-prod0001'] }, preApproved: true };
    expect(found([preApproved, REST], 120).problems).toEqual([
      { pointer: '', code: 'campaignNeedsApproval', rule: 'free' },
    ]);
  });

  it('refuse more changes under one of them than its ceiling', () => {
    const capped = rule('rest', { maxChanges: 118 });
    expect(found([PRODUCTION, capped], 119).problems).toEqual([]);
    expect(found([PRODUCTION, capped], 120).problems).toEqual([
      { pointer: '', code: 'tooManyUnderRule', rule: 'rest', most: 118, count: 119 },
    ]);
  });
});
