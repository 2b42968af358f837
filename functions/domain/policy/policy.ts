import type { ApprovalRule, PolicySchema } from '../../../schemas/compiled/policy-schema.js';
import { isInDomain, ORGANIZATION_SYSTEM } from '../request/request.ts';

/** A checked `policy.yml`. */
export type Policy = PolicySchema & Required<Pick<PolicySchema, 'groups'>>;

const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of a wait such as `72h`. @throws RangeError when it is not a number with the unit m, h or d. */
export function waitSeconds(wait: string): number {
  const seconds = Number(wait.slice(0, -1)) * (UNIT_SECONDS[wait.slice(-1)] ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new RangeError(`${wait} is not a wait: write a number and m, h or d, such as 72h`);
  return seconds;
}

/** Addresses and group names as addresses in lower case, each once. @throws RangeError for an unknown group. */
export function expandGroups(members: string[], groups: Policy['groups']): string[] {
  const addresses = members.flatMap((member) => {
    if (member.includes('@')) return [member];
    const group = Object.hasOwn(groups, member) ? groups[member] : undefined;
    if (!group) throw new RangeError(`there is no group ${member}`);
    return group;
  });
  return [...new Set(addresses.map((address) => address.toLowerCase()))];
}

/** All addresses and group names that a rule may ask, from the start or after an escalation. */
export function membersOf({ approvers = [], rounds = [] }: ApprovalRule): string[] {
  return [...approvers, ...rounds.flatMap(({ escalateTo = [] }) => escalateTo)];
}

/** Whether the current policy lists the address under the rule of that name. */
export function isListed(policy: Pick<Policy, 'approvals' | 'groups'>, ruleName: string, address: string): boolean {
  const rule = policy.approvals.find(({ name }) => name === ruleName);
  return rule !== undefined && expandGroups(membersOf(rule), policy.groups).includes(address.toLowerCase());
}

/** What approval rules need to know about an account. */
export interface NeededTraits {
  /** The OUs above it. */
  parents: boolean;
  /** Its tags with these keys. */
  tagKeys: string[];
}

/** What the approval rules need to know about each account; reading more would cost calls. */
export function neededTraits({ approvals }: Pick<Policy, 'approvals'>): NeededTraits {
  return {
    parents: approvals.some(({ when }) => when?.ou),
    tagKeys: [...new Set(approvals.flatMap(({ when }) => Object.keys(when?.tags ?? {})))],
  };
}

/**
 * Whether the requester gets mail: they must be in an allowed domain, and their source must not opt out. Requests of the
 * workflow itself have nobody to write to.
 */
export function isMailedTo(policy: Policy, requester: string, system: string | undefined): boolean {
  if (system === ORGANIZATION_SYSTEM) return false;
  const source = Object.hasOwn(policy.sources ?? {}, system ?? '') ? policy.sources?.[system ?? ''] : undefined;
  return (source?.mailRequester ?? true) && isInDomain(requester, policy.allowedEmailDomains);
}
