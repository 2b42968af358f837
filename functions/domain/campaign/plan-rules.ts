import type { ApprovalRule } from '../../../schemas/compiled/policy-schema.js';
import { ruleOfSize, rulesOfAnySize, subjectOf } from '../policy/approval-rule.ts';
import type { Electorate } from '../policy/policy.ts';
import type { Approval } from '../policy/required-approval.ts';
import { type AskedFor, approvalUnder, ceilingProblem, impossibleQuorums } from '../policy/resolve-approval.ts';
import type { Problem } from '../request/problem.ts';
import type { PlanPage } from './campaign-plan.ts';

/** Finds, page by page, the rules of the policy that the changes of a campaign fall under. */
export class PlanRules {
  readonly #policy: Electorate;
  readonly #asked: Omit<AskedFor, 'accounts'>;
  /** How many changes match exactly these rules, but for the size of the request, which is not known before the last page. */
  readonly #matching = new Map<string, { rules: ApprovalRule[]; count: number }>();
  #count = 0;

  constructor(policy: Electorate, asked: Omit<AskedFor, 'accounts'>) {
    this.#policy = policy;
    this.#asked = asked;
  }

  add({ changes, accounts }: PlanPage): void {
    const known = new Map(accounts.map((account) => [account.accountId, account]));
    for (const change of changes) {
      const rules = rulesOfAnySize(this.#policy.approvals, subjectOf(change, this.#asked, known));
      const key = rules.map(({ name }) => JSON.stringify(name)).join();
      const { count } = this.#matching.get(key) ?? { count: 0 };
      this.#matching.set(key, { rules, count: count + 1 });
      this.#count += 1;
    }
  }

  /**
   * The approval that the whole needs, as for a small request, and why nobody can give it.
   * @throws RangeError when no rule matches a change
   */
  approval(): { approval: Approval; problems: Problem[] } {
    const counts = this.#countsByRule();
    const under = this.#policy.approvals.filter((rule) => counts.has(rule));
    const approval = approvalUnder(under, this.#policy, this.#asked);
    const problems = under.flatMap((rule) => ruleProblems(rule, counts.get(rule) ?? 0));
    return { approval, problems: [...problems, ...impossibleQuorums(approval)] };
  }

  #countsByRule(): Map<ApprovalRule, number> {
    const counts = new Map<ApprovalRule, number>();
    for (const { rules, count } of this.#matching.values()) {
      const rule = ruleOfSize(rules, this.#count);
      counts.set(rule, (counts.get(rule) ?? 0) + count);
    }
    return counts;
  }
}

/** Whoever may change one contact without being asked must not change all of them at once. */
function ruleProblems(rule: ApprovalRule, count: number): Problem[] {
  if (rule.preApproved) return [{ pointer: '', code: 'campaignNeedsApproval', rule: rule.name }];
  return ceilingProblem(rule, count);
}
