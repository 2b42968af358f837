import type { Account } from '../../../schemas/compiled/account.js';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ApprovalRule } from '../../../schemas/compiled/policy-schema.js';
import { mailboxOf, oncePerMailbox } from '../request/mailbox.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { Problem } from '../request/problem.ts';
import type { ProvenBy } from '../request/request.ts';
import { ruleFor, subjectOf } from './approval-rule.ts';
import { type BarredApprover, type Shaped, shapedAs } from './barred-approver.ts';
import { type Electorate, expandGroups, membersOf, waitSeconds } from './policy.ts';
import { type Approval, eligibleApprovers, type Requirement, type Round } from './required-approval.ts';

/** What a record says about a request before it is planned. */
export interface AskedFor extends Shaped {
  request: ChangeRequest;
  accounts: Account[];
  provenBy: ProvenBy;
}

/** Resolves addresses and group names to the addresses of those who may vote. */
type Voters = (members: string[]) => string[];

/**
 * Who must approve the changes of a request. Each change falls under the first rule that matches it, and the request
 * needs every rule that one of its changes falls under: a looser rule further down never outweighs a stricter one.
 * Nobody who shaped the request approves it.
 */
export function resolveApproval(policy: Electorate, asked: AskedFor, plan: PlannedChange[]): Approval {
  return approvalUnder([...rulesOf(policy, asked, plan).keys()], policy, asked);
}

/** Who must approve changes that fall under these rules. */
export function approvalUnder(under: ApprovalRule[], policy: Electorate, asked: Shaped): Approval {
  const rules = under.filter(({ preApproved }) => !preApproved);
  const { voters, barred } = peopleOf(rules, policy, asked);
  return {
    requirements: rules.flatMap((rule) => requirementsOf(rule, voters)),
    rounds: mergeRounds(rules.map((rule) => roundsOf(rule, voters))),
    ...(barred.length > 0 && { barred }),
  };
}

/** The rules with a ceiling that a plan exceeds: more of its changes fall under them than they let through at once. */
export function exceededCeilings(policy: Electorate, asked: AskedFor, plan: PlannedChange[]): Problem[] {
  return [...rulesOf(policy, asked, plan)].flatMap(([rule, count]) => ceilingProblem(rule, count));
}

/** The problem of a rule under which so many changes of one request fall, if it has a ceiling and they exceed it. */
export function ceilingProblem({ name: rule, maxChanges }: ApprovalRule, count: number): Problem[] {
  if (maxChanges === undefined || count <= maxChanges) return [];
  return [{ pointer: '', code: 'tooManyUnderRule', rule, most: maxChanges, count }];
}

/** Who may vote, and who may not. Each person goes by one address, even where rules write it differently. */
function peopleOf(rules: ApprovalRule[], policy: Electorate, asked: Shaped) {
  const { mailboxes = {} } = policy;
  const everyone = oncePerMailbox(expandGroups(rules.flatMap(membersOf), policy), mailboxes);
  const shaped = everyone.map((approver) => ({ approver, as: shapedAs(asked, approver, mailboxes) }));
  const barred = shaped.flatMap(({ approver, as }): BarredApprover[] =>
    as === undefined ? [] : [{ approver, shapedAs: as }],
  );
  const eligible = new Map(
    shaped.flatMap(({ approver, as }) => (as === undefined ? [[mailboxOf(approver, mailboxes), approver]] : [])),
  );
  const voters: Voters = (members) =>
    expandGroups(members, policy).flatMap((address) => eligible.get(mailboxOf(address, mailboxes)) ?? []);
  return { voters, barred };
}

/** The requirements that can never be met, because too few people are eligible. */
export function impossibleQuorums({ requirements }: Approval): Problem[] {
  return requirements.flatMap((requirement): Problem[] => {
    const { rule, from, quorum } = requirement;
    const eligible = eligibleApprovers(requirement).length;
    if (eligible >= quorum) return [];
    const pointer = '/requestedBy';
    return [{ pointer, code: 'quorumOutOfReach', rule, ...(from !== undefined && { from }), quorum, eligible }];
  });
}

/** The rules that the changes fall under, in the order of the changes, and how many fall under each. */
function rulesOf({ approvals }: Electorate, asked: AskedFor, plan: PlannedChange[]): Map<ApprovalRule, number> {
  const known = new Map(asked.accounts.map((account) => [account.accountId, account]));
  const counts = new Map<ApprovalRule, number>();
  for (const change of plan) {
    const rule = ruleFor(approvals, { ...subjectOf(change, asked, known), changes: plan.length });
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}

/** One requirement, or for `one-of-each` one per entry. Escalation approvers may stand in for any of them. */
function requirementsOf(rule: ApprovalRule, voters: Voters): Requirement[] {
  const { approvers = [], quorum = 1, rounds = [] } = rule;
  const escalateTo = voters(rounds.flatMap((round) => round.escalateTo ?? []));
  const shared = {
    rule: rule.name,
    ...(escalateTo.length > 0 && { escalateTo }),
    ...(rule.commentRequired && { commentRequired: rule.commentRequired }),
    ...(rule.rejection && { rejection: rule.rejection }),
    ...(rule.confirm && rule.confirm !== 'link' && { confirm: rule.confirm }),
  };
  if (quorum !== 'one-of-each') return [{ ...shared, approvers: voters(approvers), quorum }];
  return approvers.map((from) => ({ ...shared, from, approvers: voters([from]), quorum: 1 }));
}

function roundsOf({ rounds = [] }: ApprovalRule, voters: Voters): Round[] {
  return rounds.map(({ wait, remind, escalateTo }) => ({
    seconds: waitSeconds(wait),
    remind: remind ?? false,
    escalateTo: voters(escalateTo ?? []),
  }));
}

/** Rounds of several rules side by side: each lasts as long as the longest, and reminds and escalates if any of them does. */
function mergeRounds(roundsOfRules: Round[][]): Round[] {
  const count = Math.max(0, ...roundsOfRules.map((rounds) => rounds.length));
  return Array.from({ length: count }, (_, index) => {
    const rounds = roundsOfRules.flatMap((ofRule) => ofRule[index] ?? []);
    return {
      seconds: Math.max(...rounds.map(({ seconds }) => seconds)),
      remind: rounds.some(({ remind }) => remind),
      escalateTo: [...new Set(rounds.flatMap(({ escalateTo }) => escalateTo))],
    };
  });
}
