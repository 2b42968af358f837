import type { AccountTraits } from '../../../functions/domain/account/account-condition.ts';
import type { AlternateContactType } from '../../../functions/domain/contact/contact.ts';
import { type Certainty, ruleFor } from '../../../functions/domain/policy/approval-rule.ts';
import { shapedAs } from '../../../functions/domain/policy/barred-approver.ts';
import {
  areToldOfDecision,
  expandGroups,
  isToldOfWaiting,
  type Policy,
} from '../../../functions/domain/policy/policy.ts';
import {
  ceilingProblem,
  impossibleQuorums,
  resolveApproval,
} from '../../../functions/domain/policy/resolve-approval.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import type { Problem } from '../../../functions/domain/request/problem.ts';
import { reasonOf } from '../../../functions/wording/reason.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import { MOST_CHANGES } from '../../../schemas/compiled/limits.js';
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

/** A mail that neither asks for a decision nor tells how the request ended. */
export type Notice = keyof NonNullable<Policy['notices']>;

/** What a rule requires. */
export interface ExplainedApproval extends Pick<ApprovalRule, 'commentRequired' | 'confirm' | 'rejection'> {
  approvers: Entry[];
  quorum: number | 'one-of-each';
  rounds: ExplainedRound[];
  /** The notices that the policy leaves out, if it does so. */
  leftOut?: Notice[];
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
  /** Why no request may have so many changes under the rule. */
  tooLarge?: string[];
}

export function explainPolicy(policy: Policy, { requestedBy, ...change }: ExplainedChange): PolicyExplanation {
  const rule = ruleFor(policy.approvals, change);
  const tooLarge = sizeProblems(rule, change.changes).map((problem) => reasonOf(problem).message);
  const tried = policy.approvals.slice(0, policy.approvals.indexOf(rule) + 1);
  return {
    change: { ...change, ...(requestedBy !== undefined && { requestedBy }) },
    rules: tried.map(({ name, when = {} }) => ({ rule: name, conditions: conditionsOf(when, change) })),
    rule: rule.name,
    preApproved: rule.preApproved ?? false,
    ...(tooLarge.length > 0 && { tooLarge }),
    ...(!rule.preApproved && { approval: explainApproval(policy, rule, { requestedBy, ...change }) }),
  };
}

/** All changes are taken to fall under the same rule. */
function sizeProblems(rule: ApprovalRule, changes: number): Problem[] {
  if (rule.preApproved && changes > MOST_CHANGES) {
    return [{ pointer: '', code: 'campaignNeedsApproval', rule: rule.name }];
  }
  return ceilingProblem(rule, changes);
}

function explainApproval(policy: Policy, rule: ApprovalRule, change: ExplainedChange): ExplainedApproval {
  const { approvers = [], quorum = 1, rounds = [], commentRequired, confirm, rejection } = rule;
  const entries = (members: string[]) => members.map((member) => entryOf(member, policy, change));
  const leftOut = noticesLeftOut(policy, change);
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
    ...(leftOut.length > 0 && { leftOut }),
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

function noticesLeftOut(policy: Policy, change: ExplainedChange): Notice[] {
  const told: Record<Notice, boolean> = {
    pending: isToldOfWaiting(policy, provenBy(change)),
    decided: areToldOfDecision(policy),
  };
  return NOTICES.filter((notice) => !told[notice]);
}

const NOTICES: Notice[] = ['pending', 'decided'];

const SOME_CONTACT: Contact = { name: '', title: '', emailAddress: '', phoneNumber: '' };

/** What the service itself would say about a request with such changes. */
function quorumProblems(policy: Policy, change: ExplainedChange): string[] {
  const { account, alternateContactType, action, source, changes, requestedBy = '' } = change;
  const { accountId } = account;
  const after = action === 'PUT' ? SOME_CONTACT : null;
  const planned: PlannedChange = { accountId, alternateContactType, before: null, after };
  const request: ChangeRequest = { requestId: '', requestedBy, reason: '', source: { system: source }, changes: [] };
  const plan = Array.from({ length: changes }, () => planned);
  const accounts = [{ ...account, state: 'ACTIVE' }];
  const approval = resolveApproval(policy, { request, accounts, provenBy: provenBy(change) }, plan);
  return impossibleQuorums(approval).map((problem) => reasonOf(problem).message);
}

function provenBy({ requester }: Pick<ExplainedChange, 'requester'>): 'iam' | 'claimed' {
  return requester === 'proven' ? 'iam' : 'claimed';
}
