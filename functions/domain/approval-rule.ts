import { type AccountCondition, type AccountPlace, matchesAccount } from './account-condition.ts';
import type { AlternateContactType } from './contact.ts';
import type { Change } from './request.ts';

/** Conditions of a rule: all of them must hold, each by one of its values. */
export interface When extends AccountCondition {
  alternateContactType?: AlternateContactType[];
  action?: Change['action'][];
  /** Systems that requests come from. */
  source?: string[];
  /** How many contacts the request changes. */
  changes?: { atLeast?: number; atMost?: number };
}

/** One approval rule of `policy.yml`. */
export interface ApprovalRule {
  name: string;
  when?: When;
  preApproved?: true;
  /** E-mail addresses and names of groups. */
  approvers?: string[];
  /** So many approvals, or one of each entry of `approvers`. */
  quorum?: number | 'one-of-each';
  /** `majority`: more than half of those asked must reject; otherwise one rejection rejects. */
  rejection?: 'majority';
  /** Who approves must say why; who rejects always must. */
  commentRequired?: true;
  rounds?: PolicyRound[];
}

/** A round as an operator writes it: `wait` is a number and a unit, `30m`, `72h` or `7d`. */
export interface PolicyRound {
  wait: string;
  remind?: boolean;
  escalateTo?: string[];
}

/** What the conditions of a rule look at. */
export interface RuleSubject {
  alternateContactType: AlternateContactType;
  action: Change['action'];
  account: AccountPlace;
  source: string;
  /** How many contacts the request changes. */
  changes: number;
}

/** The conditions that do not hold; none means that the rule matches. */
export function unmetConditions(when: When, subject: RuleSubject): (keyof When)[] {
  const { accountId, ou, tags } = when;
  const holds: Record<keyof When, boolean> = {
    alternateContactType: when.alternateContactType?.includes(subject.alternateContactType) ?? true,
    action: when.action?.includes(subject.action) ?? true,
    accountId: !accountId || matchesAccount({ accountId }, subject.account),
    ou: !ou || matchesAccount({ ou }, subject.account),
    tags: !tags || matchesAccount({ tags }, subject.account),
    source: when.source?.includes(subject.source) ?? true,
    changes: isWithin(when.changes ?? {}, subject.changes),
  };
  return CONDITIONS.filter((condition) => !holds[condition]);
}

/** The first rule that matches, which decides. @throws RangeError when there is none. */
export function ruleFor(rules: ApprovalRule[], subject: RuleSubject): ApprovalRule {
  const rule = rules.find(({ when }) => unmetConditions(when ?? {}, subject).length === 0);
  if (!rule) throw new RangeError('no approval rule of the policy matches the change');
  return rule;
}

const CONDITIONS: (keyof When)[] = ['alternateContactType', 'action', 'accountId', 'ou', 'tags', 'source', 'changes'];

function isWithin(
  { atLeast = 1, atMost = Number.POSITIVE_INFINITY }: { atLeast?: number; atMost?: number },
  count: number,
) {
  return count >= atLeast && count <= atMost;
}
