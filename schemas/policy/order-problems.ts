import type { Policy } from '../../functions/domain/policy/policy.ts';
import type { ApprovalRule } from '../compiled/policy-schema.js';
import type { Path, PolicyProblem } from './policy-problem.ts';
import { boundsOf, shadowingRules } from './shadowing.ts';

/** Tells on which line a rule begins. */
type LineOfRule = (index: number) => number;

/** Rules that make no sense beside the others: names that are taken, rules that never apply, changes without a rule. */
export function orderProblems({ approvals }: Pick<Policy, 'approvals'>, lineOfRule: LineOfRule): PolicyProblem[] {
  return approvals.flatMap((rule, index) => {
    const earlier = approvals.slice(0, index);
    const isLast = index === approvals.length - 1;
    const found = [
      ...takenName(rule, earlier, lineOfRule),
      ...(isLast ? conditionalEnd(rule) : unconditional(rule)),
      ...contradiction(rule),
      ...shadow(rule, earlier, lineOfRule),
    ];
    return found.map(({ path, message }) => ({ path: ['approvals', index, ...path], message }));
  });
}

function takenName({ name }: ApprovalRule, earlier: ApprovalRule[], lineOfRule: LineOfRule): PolicyProblem[] {
  const index = earlier.findIndex((other) => other.name === name);
  if (index < 0) return [];
  return problem(`the rule on line ${lineOfRule(index)} is called "${name}", too; give each its own name`, 'name');
}

function unconditional({ name, when }: ApprovalRule): PolicyProblem[] {
  if (when) return [];
  return problem(`the rule "${name}" has no "when", so the rules after it never apply; put it last`);
}

function conditionalEnd({ name, when }: ApprovalRule): PolicyProblem[] {
  if (!when) return [];
  return problem(
    `the rule "${name}" is the last one, but has a "when"; add a rule without, so that every change has one`,
  );
}

function contradiction({ name, when }: ApprovalRule): PolicyProblem[] {
  const { atLeast, atMost } = boundsOf(when ?? {});
  if (atLeast <= atMost) return [];
  const path: Path = ['when', 'changes'];
  return problem(
    `the rule "${name}" never applies: no request has at least ${atLeast} and at most ${atMost} changes; lower atLeast or raise atMost`,
    ...path,
  );
}

/** The last rule may be without a change that is left to it: it is there in case. */
function shadow({ name, when }: ApprovalRule, earlier: ApprovalRule[], lineOfRule: LineOfRule): PolicyProblem[] {
  if (!when) return [];
  const { atLeast, atMost } = boundsOf(when);
  const conditional = earlier.flatMap((rule, index) =>
    rule.when ? [{ when: rule.when, name: rule.name, index }] : [],
  );
  if (atLeast > atMost) return [];
  const shadowing = shadowingRules(
    conditional.map((rule) => rule.when),
    when,
  ).flatMap((at) => conditional[at] ?? []);
  const [first, ...others] = shadowing;
  if (!first) return [];
  const lines = shadowing.map(({ index }) => lineOfRule(index)).join(', ');
  const by =
    others.length > 0 ? `the rules on lines ${lines} match` : `the rule "${first.name}" on line ${lines} matches`;
  return problem(`the rule "${name}" never applies, because ${by} all that it matches; move it up, or remove it`);
}

function problem(message: string, ...path: Path): PolicyProblem[] {
  return [{ path, message }];
}
