import type { ApprovalRule, PolicySchema } from '../../../schemas/compiled/policy-schema.js';
import { isSameMailbox, oncePerMailbox } from '../request/mailbox.ts';
import { isInDomain, ORGANIZATION_SYSTEM, type ProvenBy } from '../request/request.ts';

/** A checked `policy.yml`. */
export type Policy = PolicySchema & Required<Pick<PolicySchema, 'groups'>>;

const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of a wait such as `72h`. @throws RangeError when it is not a number with the unit m, h or d. */
export function waitSeconds(wait: string): number {
  const seconds = Number(wait.slice(0, -1)) * (UNIT_SECONDS[wait.slice(-1)] ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new RangeError(`${wait} is not a wait: write a number and m, h or d, such as 72h`);
  return seconds;
}

/** What turns entries of the policy into people. */
export type People = Pick<Policy, 'groups' | 'mailboxes'>;

/** The part of a policy that says who may vote. */
export type Electorate = People & Pick<Policy, 'approvals'>;

/**
 * Addresses and group names as addresses, as they are written, each mailbox once.
 * @throws RangeError for an unknown group.
 */
export function expandGroups(members: string[], { groups, mailboxes = {} }: People): string[] {
  const addresses = members.flatMap((member) => {
    if (member.includes('@')) return [member];
    const group = Object.hasOwn(groups, member) ? groups[member] : undefined;
    if (!group) throw new RangeError(`there is no group ${member}`);
    return group;
  });
  return oncePerMailbox(addresses, mailboxes);
}

/** All addresses and group names that a rule may ask, from the start or after an escalation. */
export function membersOf({ approvers = [], rounds = [] }: ApprovalRule): string[] {
  return [...approvers, ...rounds.flatMap(({ escalateTo = [] }) => escalateTo)];
}

/** Whether the current policy lists the address, or another one of its mailbox, under the rule of that name. */
export function isListed(policy: Electorate, ruleName: string, address: string): boolean {
  const rule = policy.approvals.find(({ name }) => name === ruleName);
  const listed = rule ? expandGroups(membersOf(rule), policy) : [];
  return listed.some((each) => isSameMailbox(each, address, policy.mailboxes ?? {}));
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

/**
 * Whether requesters who get mail are told that their request waits. Who is only claimed to be the requester always is: they
 * may not know of it, and the mail is how they can stop it.
 */
export function isToldOfWaiting({ notices }: Pick<Policy, 'notices'>, provenBy: ProvenBy): boolean {
  return notices?.pending !== 'claimed' || provenBy === 'claimed';
}

/** Whether the approvers who were asked are told that there is nothing left to decide. */
export function areToldOfDecision({ notices }: Pick<Policy, 'notices'>): boolean {
  return notices?.decided !== 'nobody';
}
