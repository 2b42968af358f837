import {
  type Electorate,
  expandGroups,
  membersOf,
  type People,
  waitSeconds,
} from '../../functions/domain/policy/policy.ts';
import { mailboxOf } from '../../functions/domain/request/mailbox.ts';
import { counted } from '../../functions/wording/counted.ts';
import type { ApprovalRule } from '../compiled/policy-schema.js';
import type { Path, PolicyProblem } from './policy-problem.ts';
import { suggestion } from './suggestion.ts';

/**
 * Step Functions ends an execution after a year.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const LONGEST_SECONDS = 365 * 86_400;

/** Approval rules that make no sense by themselves: unknown groups, quorums that nobody can reach, waits without end, idle ceilings. */
export function ruleProblems({ approvals, ...people }: Electorate): PolicyProblem[] {
  return approvals.flatMap((rule, index) => {
    const unknown = unknownGroups(rule, people);
    const found = [
      ...unknown,
      ...(unknown.length > 0 ? [] : impossibleQuorum(rule, people)),
      ...endlessWait(rule),
      ...idleCeiling(rule),
    ];
    return found.map(({ path, message }) => ({
      path: ['approvals', index, ...path],
      message: `the rule "${rule.name}" ${message}`,
    }));
  });
}

function unknownGroups({ approvers = [], rounds = [] }: ApprovalRule, { groups }: People): PolicyProblem[] {
  const lists: { path: Path; members: string[] }[] = [
    { path: ['approvers'], members: approvers },
    ...rounds.map(({ escalateTo = [] }, round) => ({ path: ['rounds', round, 'escalateTo'], members: escalateTo })),
  ];
  return lists.flatMap(({ path, members }) => unknownGroupsIn(members, path, groups));
}

/** The members of a list that are neither an address nor a group; the messages begin with `names`. */
export function unknownGroupsIn(members: string[], path: Path, groups: People['groups']): PolicyProblem[] {
  return members.flatMap((member, entry) => {
    if (member.includes('@') || Object.hasOwn(groups, member)) return [];
    const names = Object.keys(groups);
    const hint = names.length === 0 ? 'the policy has no groups' : suggestion(member, names, 'groups');
    const message = `names the group ${member}, which does not exist; ${hint ?? 'add it to groups'}`;
    return [{ path: [...path, entry], message }];
  });
}

function impossibleQuorum(rule: ApprovalRule, people: People): PolicyProblem[] {
  const possible = expandGroups(membersOf(rule), people).length;
  if (typeof rule.quorum !== 'number' || possible >= rule.quorum) return [];
  const needed = `needs ${counted(rule.quorum, 'approval')}, but has only ${counted(possible, 'approver')}`;
  const message = `${needed}${repetitionText(rule, people)}; lower the quorum or add approvers`;
  return [{ path: ['quorum'], message }];
}

/** Addresses that look like several people, but are one. */
function repetitionText(rule: ApprovalRule, { groups, mailboxes = {} }: People): string {
  const written = membersOf(rule).flatMap((member) => groups[member] ?? [member]);
  const byMailbox = Map.groupBy(new Set(written), (address) => mailboxOf(address, mailboxes));
  const [repeated] = [...byMailbox.values()].filter(({ length }) => length > 1);
  return repeated ? `, because ${repeated.join(' and ')} are the same mailbox` : '';
}

function endlessWait({ rounds = [] }: ApprovalRule): PolicyProblem[] {
  const seconds = rounds.reduce((sum, { wait }) => sum + waitSeconds(wait), 0);
  if (seconds < LONGEST_SECONDS) return [];
  return [
    { path: ['rounds'], message: 'waits for a year or more, and a workflow ends after a year; shorten its rounds' },
  ];
}

/** A ceiling above all requests that a rule is for. */
function idleCeiling({ maxChanges, when }: ApprovalRule): PolicyProblem[] {
  const atMost = when?.changes?.atMost;
  if (maxChanges === undefined || atMost === undefined || maxChanges < atMost) return [];
  const message = `has a ceiling of ${maxChanges} changes, but is only for requests of at most ${atMost}; lower maxChanges or leave it out`;
  return [{ path: ['maxChanges'], message }];
}
