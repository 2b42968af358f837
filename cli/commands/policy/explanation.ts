import type { AccountTraits } from '../../../functions/domain/account/account-condition.ts';
import type { AlternateContactType } from '../../../functions/domain/contact/contact.ts';
import { type Certainty, ruleFor } from '../../../functions/domain/policy/approval-rule.ts';
import { shapedAs } from '../../../functions/domain/policy/barred-approver.ts';
import { expandGroups, type Policy } from '../../../functions/domain/policy/policy.ts';
import { impossibleQuorums, resolveApproval } from '../../../functions/domain/policy/resolve-approval.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import { reasonOf } from '../../../functions/wording/reason.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ApprovalRule } from '../../../schemas/compiled/policy-schema.js';
import { type Condition, conditionsOf } from './conditions.ts';

/** The change to explain. */
export interface ExplainedChange {
  account: AccountTraits;
  alternateContactType: AlternateContactType;
  action: Change['action'];
  source: string;
  requester: Certainty;
  /** How many contacts its request changes. */
  changes: number;
  requestedBy: string | undefined;
}

/** An entry in a list of approvers, and the addresses it stands for. */
export interface Entry {
  /** A group or an address. */
  from: string;
  members: { approver: string; isRequester: boolean }[];
}

type PolicyRound = NonNullable<ApprovalRule['rounds']>[number];

export interface ExplainedRound extends Omit<PolicyRound, 'escalateTo'> {
  escalateTo?: Entry[];
}

/** What a rule requires. */
export interface ExplainedApproval extends Pick<ApprovalRule, 'commentRequired' | 'confirm' | 'rejection'> {
  approvers: Entry[];
  quorum: number | 'one-of-each';
  rounds: ExplainedRound[];
  /** Why the quorum cannot be reached. */
  problems: string[];
}

/** Which rule applies to a change, why, and what the rule requires. */
export interface PolicyExplanation {
  change: Omit<ExplainedChange, 'requestedBy'> & { requestedBy?: string };
  /** The rules from the top down to the one that applies. */
  rules: { rule: string; conditions: Condition[] }[];
  rule: string;
  preApproved: boolean;
  /** Missing when the rule pre-approves. */
  approval?: ExplainedApproval;
}

export function explainPolicy(policy: Policy, { requestedBy, ...change }: ExplainedChange): PolicyExplanation {
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

function explainApproval(policy: Policy, rule: ApprovalRule, change: ExplainedChange): ExplainedApproval {
  const { approvers = [], quorum = 1, rounds = [], commentRequired, confirm, rejection } = rule;
  const entries = (members: string[]) => members.map((member) => entryOf(member, policy, change));
  return {
    approvers: entries(approvers),
    quorum,
    rounds: rounds.map(({ escalateTo, ...round }) => ({
      ...round,
      ...(escalateTo && { escalateTo: entries(escalateTo) }),
    })),
    ...(commentRequired && { commentRequired }),
    ...(confirm && { confirm }),
    ...(rejection && { rejection }),
    problems: quorumProblems(policy, change),
  };
}

function entryOf(from: string, policy: Policy, { requestedBy = '' }: ExplainedChange): Entry {
  const { mailboxes = {} } = policy;
  return {
    from,
    members: expandGroups([from], policy).map((approver) => ({
      approver,
      isRequester: shapedAs({ request: { requestedBy } }, approver, mailboxes) !== undefined,
    })),
  };
}

const SOME_CONTACT: Contact = { name: '', title: '', emailAddress: '', phoneNumber: '' };

/** What the service itself would say about a request with such changes. */
function quorumProblems(policy: Policy, change: ExplainedChange): string[] {
  const { account, alternateContactType, action, source, requester, changes, requestedBy = '' } = change;
  const { accountId } = account;
  const after = action === 'PUT' ? SOME_CONTACT : null;
  const planned: PlannedChange = { accountId, alternateContactType, before: null, after };
  const request: ChangeRequest = { requestId: '', requestedBy, reason: '', source: { system: source }, changes: [] };
  const plan = Array.from({ length: changes }, () => planned);
  const accounts = [{ ...account, state: 'ACTIVE' }];
  const provenBy = requester === 'proven' ? 'iam' : 'claimed';
  const approval = resolveApproval(policy, { request, accounts, provenBy }, plan);
  return impossibleQuorums(approval).map((problem) => reasonOf(problem).message);
}
