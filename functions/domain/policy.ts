import type { ApprovalRule } from './approval-rule.ts';
import type { Baseline } from './baseline.ts';
import { isInDomain, ORGANIZATION_SYSTEM } from './request.ts';
import type { TicketSource } from './ticket-source.ts';

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

/** Everyone a rule may ask, at first or when it escalates: addresses and names of groups. */
export function membersOf({ approvers = [], rounds = [] }: ApprovalRule): string[] {
  return [...approvers, ...rounds.flatMap(({ escalateTo = [] }) => escalateTo)];
}

/** Whether the policy as it is now lists the address under the rule of that name. */
export function isListed(policy: Pick<Policy, 'approvals' | 'groups'>, ruleName: string, address: string): boolean {
  const rule = policy.approvals.find(({ name }) => name === ruleName);
  return rule !== undefined && expandGroups(membersOf(rule), policy.groups).includes(address.toLowerCase());
}

/** What the approval rules ask to know of an account: the organizational units above it, and its tags with these keys. */
export function askedOfAccounts({ approvals }: Pick<Policy, 'approvals'>): { parents: boolean; tagKeys: string[] } {
  return {
    parents: approvals.some(({ when }) => when?.ou),
    tagKeys: [...new Set(approvals.flatMap(({ when }) => Object.keys(when?.tags ?? {})))],
  };
}

/** Whether the requester gets mails: in an allowed domain, unless their source opts out. The workflow writes to nobody. */
export function isMailedTo(policy: Policy, requester: string, system: string | undefined): boolean {
  if (system === ORGANIZATION_SYSTEM) return false;
  const source = Object.hasOwn(policy.sources ?? {}, system ?? '') ? policy.sources?.[system ?? ''] : undefined;
  return (source?.mailRequester ?? true) && isInDomain(requester, policy.allowedEmailDomains);
}
