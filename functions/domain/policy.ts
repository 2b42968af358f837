import { type AccountCondition, matchesAccount } from './account-condition.ts';
import type { Approval, Requirement, Round } from './approval.ts';
import type { Baseline } from './baseline.ts';
import type { AlternateContactType } from './contact.ts';
import type { PlannedChange } from './plan.ts';
import {
  type Account,
  type Change,
  type ChangeRequest,
  isInDomain,
  isRequester,
  ORGANIZATION_SYSTEM,
} from './request.ts';
import type { TicketSource } from './ticket-source.ts';

/** Conditions of a rule: all of them must hold, each by one of its values. */
export interface When extends Pick<AccountCondition, 'accountId' | 'ou'> {
  alternateContactType?: AlternateContactType[];
  action?: Change['action'][];
  /** Systems that requests come from. */
  source?: string[];
}

/** One approval rule of `policy.yml`. */
export interface ApprovalRule {
  name: string;
  when?: When;
  preApproved?: true;
  /** E-mail addresses and names of groups. */
  approvers?: string[];
  quorum?: number;
  rounds?: PolicyRound[];
}

/** A round as an operator writes it: `wait` is a number and a unit, `30m`, `72h` or `7d`. */
export interface PolicyRound {
  wait: string;
  remind?: boolean;
  escalateTo?: string[];
}

/** `policy.yml`, checked at build. */
export interface Policy {
  allowedEmailDomains: string[];
  groups: Record<string, string[]>;
  approvals: ApprovalRule[];
  baseline?: Baseline;
  sources?: Record<string, TicketSource>;
}

const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of a wait such as `72h`. @throws RangeError when it is no number with the unit m, h or d. */
export function waitSeconds(wait: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(wait) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit ?? ''] ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new RangeError(`${wait} is no wait: write a number and m, h or d, such as 72h`);
  return seconds;
}

/** Addresses and group names as addresses, each once. @throws RangeError when a group is not defined. */
export function expandGroups(members: string[], groups: Policy['groups']): string[] {
  const addresses = members.flatMap((member) => {
    if (member.includes('@')) return [member];
    const group = Object.hasOwn(groups, member) ? groups[member] : undefined;
    if (!group) throw new RangeError(`there is no group ${member}`);
    return group;
  });
  return [...new Set(addresses.map((address) => address.toLowerCase()))];
}

/** Whether any rule asks where in the organization an account is. */
export function asksForOrganizationalUnits(policy: Policy): boolean {
  return policy.approvals.some(({ when }) => when?.ou);
}

/**
 * Who must approve the changes of a request. Each change falls under the first rule that matches it, and the request
 * needs every rule that one of its changes falls under: a looser rule further down never outweighs a stricter one.
 * The requester is no approver of their own request. No requirement means that the policy pre-approves the request.
 */
export function resolveApproval(
  policy: Policy,
  request: ChangeRequest,
  plan: PlannedChange[],
  accounts: Account[],
): Approval {
  const parents = new Map(accounts.map(({ accountId, parentIds }) => [accountId, parentIds]));
  const rules = new Set(
    plan.map((change) => {
      const place = { change, parentIds: parents.get(change.accountId) ?? [], source: request.source.system };
      const rule = policy.approvals.find(({ when }) => matches(when ?? {}, place));
      if (!rule) throw new RangeError('no approval rule of the policy matches the change');
      return rule;
    }),
  );
  const asking = [...rules].filter(({ preApproved }) => !preApproved);
  const others = (members: string[]) =>
    expandGroups(members, policy.groups).filter((address) => !isRequester(request, address));
  return {
    requirements: asking.map((rule): Requirement => {
      const escalateTo = others((rule.rounds ?? []).flatMap((round) => round.escalateTo ?? []));
      return {
        rule: rule.name,
        approvers: others(rule.approvers ?? []),
        ...(escalateTo.length > 0 && { escalateTo }),
        quorum: rule.quorum ?? 1,
      };
    }),
    rounds: mergeRounds(asking.map(({ rounds }) => (rounds ?? []).map((round) => toRound(round, others)))),
  };
}

/** The requirements that could never be met, each as a sentence. */
export function unreachableQuorums({ requirements }: Approval): string[] {
  return requirements
    .filter(({ approvers, quorum }) => approvers.length < quorum)
    .map(
      ({ rule, approvers, quorum }) =>
        `needs ${quorum} approvals by the rule "${rule}", which leaves ${approvers.length} possible approvers: nobody approves their own request`,
    );
}

/** Whether the requester gets mails: in an allowed domain, unless their source opts out. The workflow writes to nobody. */
export function isMailedTo(policy: Policy, requester: string, system: string | undefined): boolean {
  if (system === ORGANIZATION_SYSTEM) return false;
  const source = Object.hasOwn(policy.sources ?? {}, system ?? '') ? policy.sources?.[system ?? ''] : undefined;
  return (source?.mailRequester ?? true) && isInDomain(requester, policy.allowedEmailDomains);
}

interface Place {
  change: PlannedChange;
  parentIds: string[];
  source: string;
}

function matches(when: When, { change, parentIds, source }: Place): boolean {
  return (
    (when.alternateContactType?.includes(change.alternateContactType) ?? true) &&
    (when.action?.includes(change.after ? 'PUT' : 'DELETE') ?? true) &&
    (when.source?.includes(source) ?? true) &&
    matchesAccount(when, { accountId: change.accountId, parentIds })
  );
}

function toRound({ wait, remind, escalateTo }: PolicyRound, others: (members: string[]) => string[]): Round {
  return { seconds: waitSeconds(wait), remind: remind ?? false, escalateTo: others(escalateTo ?? []) };
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
