import type { AccountPlace } from '../functions/domain/account-condition.ts';
import { type ApprovalRule, type PolicyRound, ruleFor } from '../functions/domain/approval-rule.ts';
import type { AlternateContactType, Contact } from '../functions/domain/contact.ts';
import type { PlannedChange } from '../functions/domain/plan.ts';
import { expandGroups, type Policy } from '../functions/domain/policy.ts';
import type { Change, ChangeRequest } from '../functions/domain/request.ts';
import { isRequester } from '../functions/domain/request.ts';
import { resolveApproval, unreachableQuorums } from '../functions/domain/resolve-approval.ts';
import { type Condition, conditionsOf } from './policy-conditions.ts';

/** The change that is asked about. */
export interface AskedChange {
  account: AccountPlace;
  alternateContactType: AlternateContactType;
  action: Change['action'];
  source: string;
  /** How many contacts its request changes. */
  changes: number;
  requestedBy: string | undefined;
}

/** An entry of a list of approvers: a group or an address, and the addresses that it stands for. */
export interface Entry {
  from: string;
  members: { approver: string; isRequester: boolean }[];
}

export interface ExplainedRound extends Omit<PolicyRound, 'escalateTo'> {
  escalateTo?: Entry[];
}

/** What a rule asks. */
export interface ExplainedApproval extends Pick<ApprovalRule, 'commentRequired' | 'rejection'> {
  approvers: Entry[];
  quorum: number | 'one-of-each';
  rounds: ExplainedRound[];
  /** Why the quorum cannot be reached, if so. */
  problems: string[];
}

/** Which rule a change falls under, why, and what the rule asks. */
export interface PolicyExplanation {
  change: Omit<AskedChange, 'requestedBy'> & { requestedBy?: string };
  /** The rules from the top to the one that matches, which is the last. */
  rules: { rule: string; conditions: Condition[] }[];
  rule: string;
  preApproved: boolean;
  /** Nothing when the rule pre-approves. */
  approval?: ExplainedApproval;
}

/** What the policy says about a change. */
export function explainPolicy(policy: Policy, { requestedBy, ...change }: AskedChange): PolicyExplanation {
  const rule = ruleFor(policy.approvals, change);
  const tried = policy.approvals.slice(0, policy.approvals.indexOf(rule) + 1);
  return {
    change: { ...change, ...(requestedBy !== undefined && { requestedBy }) },
    rules: tried.map(({ name, when = {} }) => ({ rule: name, conditions: conditionsOf(when, change) })),
    rule: rule.name,
    preApproved: rule.preApproved ?? false,
    ...(!rule.preApproved && { approval: explainApproval(policy, rule, { requestedBy, ...change }) }),
  };
}

function explainApproval(policy: Policy, rule: ApprovalRule, change: AskedChange): ExplainedApproval {
  const { approvers = [], quorum = 1, rounds = [], commentRequired, rejection } = rule;
  const entries = (members: string[]) => members.map((member) => entryOf(member, policy, change));
  return {
    approvers: entries(approvers),
    quorum,
    rounds: rounds.map(({ escalateTo, ...round }) => ({
      ...round,
      ...(escalateTo && { escalateTo: entries(escalateTo) }),
    })),
    ...(commentRequired && { commentRequired }),
    ...(rejection && { rejection }),
    problems: quorumProblems(policy, change),
  };
}

function entryOf(from: string, { groups }: Policy, { requestedBy = '' }: AskedChange): Entry {
  const members = expandGroups([from], groups);
  return {
    from,
    members: members.map((approver) => ({ approver, isRequester: isRequester({ requestedBy }, approver) })),
  };
}

const SOME_CONTACT: Contact = { name: '', title: '', emailAddress: '', phoneNumber: '' };

/** What the service itself would say to a request of such changes. */
function quorumProblems(policy: Policy, change: AskedChange): string[] {
  const { account, alternateContactType, action, source, changes, requestedBy = '' } = change;
  const { accountId } = account;
  const after = action === 'PUT' ? SOME_CONTACT : null;
  const planned: PlannedChange = { accountId, alternateContactType, before: null, after };
  const request: ChangeRequest = { requestId: '', requestedBy, reason: '', source: { system: source }, changes: [] };
  const plan = Array.from({ length: changes }, () => planned);
  return unreachableQuorums(resolveApproval(policy, request, plan, [{ ...account, state: 'ACTIVE' }]));
}
