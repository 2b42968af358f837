import type { Approval, Requirement, Round } from './approval.ts';
import { type ApprovalRule, type PolicyRound, ruleFor } from './approval-rule.ts';
import type { PlannedChange } from './plan.ts';
import { expandGroups, type Policy, waitSeconds } from './policy.ts';
import { type Account, type ChangeRequest, isRequester } from './request.ts';

type Rules = Pick<Policy, 'approvals' | 'groups'>;

/** Addresses and names of groups as the addresses of those who may vote. */
type Voters = (members: string[]) => string[];

/**
 * Who must approve the changes of a request. Each change falls under the first rule that matches it, and the request
 * needs every rule that one of its changes falls under: a looser rule further down never outweighs a stricter one.
 * The requester is no approver of their own request. No requirement means that the policy pre-approves the request.
 */
export function resolveApproval(
  policy: Rules,
  request: ChangeRequest,
  plan: PlannedChange[],
  accounts: Account[],
): Approval {
  const asking = [...rulesOf(policy, request, plan, accounts)].filter(({ preApproved }) => !preApproved);
  const voters: Voters = (members) =>
    expandGroups(members, policy.groups).filter((address) => !isRequester(request, address));
  return {
    requirements: asking.flatMap((rule) => requirementsOf(rule, voters)),
    rounds: mergeRounds(asking.map(({ rounds }) => (rounds ?? []).map((round) => toRound(round, voters)))),
  };
}

/** The requirements that could never be met, each as a sentence. */
export function unreachableQuorums({ requirements }: Approval): string[] {
  return requirements.flatMap(({ rule, from, approvers, escalateTo = [], quorum }) => {
    const possible = new Set([...approvers, ...escalateTo]).size;
    if (possible >= quorum) return [];
    const asks = from ? `an approval of ${from}` : `${quorum} approvals`;
    return `needs ${asks} by the rule "${rule}", which leaves ${possible} possible ${possible === 1 ? 'approver' : 'approvers'}: nobody approves their own request`;
  });
}

function rulesOf({ approvals }: Rules, request: ChangeRequest, plan: PlannedChange[], accounts: Account[]) {
  const known = new Map(accounts.map((account) => [account.accountId, account]));
  return new Set(
    plan.map(({ accountId, alternateContactType, after }) =>
      ruleFor(approvals, {
        alternateContactType,
        action: after ? 'PUT' : 'DELETE',
        account: known.get(accountId) ?? { accountId, parentIds: [] },
        source: request.source.system,
        changes: plan.length,
      }),
    ),
  );
}

/** One requirement, or for `one-of-each` one of each entry. Whom the rule escalates to may stand in for any of them. */
function requirementsOf(rule: ApprovalRule, voters: Voters): Requirement[] {
  const { approvers = [], quorum = 1, rounds = [] } = rule;
  const escalateTo = voters(rounds.flatMap((round) => round.escalateTo ?? []));
  const shared = {
    rule: rule.name,
    ...(escalateTo.length > 0 && { escalateTo }),
    ...(rule.commentRequired && { commentRequired: rule.commentRequired }),
    ...(rule.rejection && { rejection: rule.rejection }),
  };
  if (quorum !== 'one-of-each') return [{ ...shared, approvers: voters(approvers), quorum }];
  return approvers.map((from) => ({ ...shared, from, approvers: voters([from]), quorum: 1 }));
}

function toRound({ wait, remind, escalateTo }: PolicyRound, voters: Voters): Round {
  return { seconds: waitSeconds(wait), remind: remind ?? false, escalateTo: voters(escalateTo ?? []) };
}

/** Rounds of several rules side by side: each lasts as long as the longest, reminds and escalates as any of them. */
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
