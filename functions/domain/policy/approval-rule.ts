import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ApprovalRule } from '../../../schemas/compiled/policy-schema.js';
import { type AccountTraits, matchesAccount } from '../account/account-condition.ts';
import type { AlternateContactType } from '../contact/contact.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { ProvenBy } from '../request/request.ts';

export type When = NonNullable<ApprovalRule['when']>;

/** Whether it is proven who the requester is. */
export type Certainty = NonNullable<When['requester']>;

/** What the conditions of a rule look at: one change and its request. */
export interface RuleSubject {
  alternateContactType: AlternateContactType;
  action: Change['action'];
  account: AccountTraits;
  source: string;
  requester: Certainty;
  /** How many contacts the request changes. */
  changes: number;
}

/** What rules look at of a planned change, but for the size of its request. */
export function subjectOf(
  { accountId, alternateContactType, after }: PlannedChange,
  { request, provenBy }: { request: ChangeRequest; provenBy: ProvenBy },
  known: Map<string, AccountTraits>,
): Omit<RuleSubject, 'changes'> {
  return {
    alternateContactType,
    action: after ? 'PUT' : 'DELETE',
    account: known.get(accountId) ?? { accountId, parentIds: [] },
    source: request.source.system,
    requester: certaintyOf(provenBy),
  };
}

/** The conditions that do not hold; the rule matches if there are none. */
export function unmetConditions(when: When, subject: RuleSubject): (keyof When)[] {
  const { accountId, ou, tags } = when;
  const holds: Record<keyof When, boolean> = {
    alternateContactType: when.alternateContactType?.includes(subject.alternateContactType) ?? true,
    action: when.action?.includes(subject.action) ?? true,
    accountId: !accountId || matchesAccount({ accountId }, subject.account),
    ou: !ou || matchesAccount({ ou }, subject.account),
    tags: !tags || matchesAccount({ tags }, subject.account),
    source: when.source?.includes(subject.source) ?? true,
    requester: when.requester === undefined || when.requester === subject.requester,
    changes: isOfSize({ when }, subject.changes),
  };
  return CONDITIONS.filter((condition) => !holds[condition]);
}

/** Whether the requester is proven, or only claimed by whoever put the event. */
function certaintyOf(provenBy: ProvenBy): Certainty {
  return PROVEN.has(provenBy) ? 'proven' : 'claimed';
}

/** The first rule that matches decides. @throws RangeError when none does. */
export function ruleFor(rules: ApprovalRule[], subject: RuleSubject): ApprovalRule {
  return found(rules.find(({ when }) => unmetConditions(when ?? {}, subject).length === 0));
}

/** The rules that match but for the size of the request: the first of them that is for its size decides. */
export function rulesOfAnySize(rules: ApprovalRule[], subject: Omit<RuleSubject, 'changes'>): ApprovalRule[] {
  return rules.filter(({ when = {} }) =>
    unmetConditions(when, { ...subject, changes: 1 }).every((condition) => condition === 'changes'),
  );
}

/** Of rules that match but for the size of the request, the one that decides. @throws RangeError when none does. */
export function ruleOfSize(rules: ApprovalRule[], changes: number): ApprovalRule {
  return found(rules.find((rule) => isOfSize(rule, changes)));
}

function found(rule: ApprovalRule | undefined): ApprovalRule {
  if (!rule) throw new RangeError('no approval rule of the policy matches the change');
  return rule;
}

/** Whether a rule is for requests of so many changes. */
function isOfSize({ when }: Pick<ApprovalRule, 'when'>, changes: number): boolean {
  const { atLeast = 1, atMost = Number.POSITIVE_INFINITY } = when?.changes ?? {};
  return changes >= atLeast && changes <= atMost;
}

const PROVEN: ReadonlySet<ProvenBy> = new Set<ProvenBy>(['iam', 'signature', 'workflow']);

/** All conditions a rule can have, in reading order. */
export const CONDITIONS: (keyof When)[] = [
  'alternateContactType',
  'action',
  'accountId',
  'ou',
  'tags',
  'source',
  'requester',
  'changes',
];
