import type { ApprovalRule } from '../functions/domain/approval-rule.ts';
import { expandGroups, membersOf, type Policy, waitSeconds } from '../functions/domain/policy.ts';

export type Path = (string | number)[];

/** What is wrong at a place of the policy. */
export interface Problem {
  path: Path;
  message: string;
}

/**
 * Step Functions ends an execution after a year.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const LONGEST_SECONDS = 365 * 86_400;

/** Approval rules that make no sense: names taken twice, unknown groups, quorums that nobody can reach, rules without a turn. */
export function ruleProblems({ approvals, groups }: Policy): Problem[] {
  return [
    ...approvals.flatMap((rule, index) => problemsOf(rule, index, approvals, groups)),
    ...lastRuleProblems(approvals),
  ];
}

function problemsOf(rule: ApprovalRule, index: number, rules: ApprovalRule[], groups: Policy['groups']): Problem[] {
  const { name, when, rounds = [] } = rule;
  const path: Path = ['approvals', index];
  const problem = (message: string, ...place: Path) => [{ path: [...path, ...place], message: `"${name}" ${message}` }];
  if (rules.findIndex((other) => other.name === name) < index) return problem('is the name of an earlier rule', 'name');
  if (!when && index < rules.length - 1) return problem('has no `when`, so the rules after it never get their turn');
  const { atLeast = 1, atMost = 100 } = when?.changes ?? {};
  if (atLeast > atMost)
    return problem(`matches no request: at least ${atLeast} and at most ${atMost} changes`, 'when', 'changes');
  const unknown = membersOf(rule).filter((member) => !member.includes('@') && !Object.hasOwn(groups, member));
  if (unknown.length > 0) return problem(`names the unknown group ${unknown.join(', ')}`);
  const seconds = rounds.reduce((sum, { wait }) => sum + waitSeconds(wait), 0);
  if (seconds >= LONGEST_SECONDS) return problem('waits for a year or more', 'rounds');
  const possible = expandGroups(membersOf(rule), groups).length;
  if (typeof rule.quorum !== 'number' || possible >= rule.quorum) return [];
  return problem(`needs ${rule.quorum} approvals of ${possible} approvers`, 'quorum');
}

function lastRuleProblems(rules: ApprovalRule[]): Problem[] {
  if (!rules.at(-1)?.when) return [];
  const message = 'the last rule must have no `when`, so that every change has a rule';
  return [{ path: ['approvals', rules.length - 1], message }];
}
