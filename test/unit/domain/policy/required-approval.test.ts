import { describe, expect, it } from 'vitest';
import {
  approvalSeconds,
  approversInRound,
  eligibleApprovers,
} from '../../../../functions/domain/policy/required-approval.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  escalatingApproval,
  OTHER_APPROVER,
  requirement,
  roundOf,
} from '../../builders.ts';

/** First both approvers, then a reminder, then the chief joins. */
const escalating = escalatingApproval(2);

/** Two rules side by side, each with approvers of its own. */
const twoRules = approvalOf(1, {
  requirements: [
    requirement({ rule: 'security', approvers: ['a@example.com', 'b@example.com'] }),
    requirement({ rule: 'billing', approvers: ['b@example.com', 'c@example.com'] }),
  ],
});

describe('approvalSeconds', () => {
  it('adds up the rounds', () => {
    expect(approvalSeconds(escalating)).toBe(3 * 86_400);
  });

  it('adds up the rounds from a later one on', () => {
    expect([1, 2, 3].map((round) => approvalSeconds(escalating, round))).toEqual([2 * 86_400, 86_400, 0]);
  });

  it('is 0 when there is no round', () => {
    expect(approvalSeconds({ requirements: [], rounds: [] })).toBe(0);
  });
});

describe('approversInRound', () => {
  it('is everyone of every rule, each once, in the first round', () => {
    expect(approversInRound(twoRules, 0)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
  });

  it('adds the approvers of an escalation from its round on', () => {
    const joined = [0, 1, 2, 3].map((round) => approversInRound(escalating, round).includes(CHIEF));
    expect(joined).toEqual([false, false, true, true]);
  });

  it('names an approver once when an escalation names them again', () => {
    const approval = approvalOf(1, { rounds: [roundOf({ escalateTo: [APPROVER, CHIEF] })] });
    expect(approversInRound(approval, 0)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });
});

describe('eligibleApprovers', () => {
  it('is everyone whose vote counts from the start or after an escalation, each once', () => {
    expect(
      eligibleApprovers(requirement({ approvers: [APPROVER, OTHER_APPROVER], escalateTo: [OTHER_APPROVER, CHIEF] })),
    ).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });

  it('is the approvers when the rule never escalates', () => {
    expect(eligibleApprovers(requirement({ approvers: [APPROVER] }))).toEqual([APPROVER]);
  });
});
