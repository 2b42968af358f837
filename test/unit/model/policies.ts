import type { Policy } from '../../../functions/domain/policy/policy.ts';
import { REQUESTER } from '../builders.ts';

export const [ANNE, BEN, CARA, CHIEF, STRANGER] = [
  'anne@example.com',
  'ben@example.com',
  'cara@example.com',
  'chief@example.com',
  'stranger@example.com',
] as const;

/** What one rule needs, written down independently of the code that resolves policies. */
export interface Need {
  approvers: string[];
  /** Who joins, and in which round; the first is 0. */
  joins?: { round: number; who: string }[];
  quorum: number;
  isMajority?: true;
  needsComment?: true;
  needsCode?: true;
}

/** A policy, and what it means for a request of a SECURITY and a BILLING contact. */
export interface Case {
  name: string;
  approvals: Policy['approvals'];
  needs: Need[];
}

const HOUR = { wait: '1h' };

export const CASES: Case[] = [
  {
    name: 'one of two, the requester listed too',
    approvals: [{ name: 'all', approvers: [ANNE, BEN, REQUESTER], quorum: 1, rounds: [HOUR] }],
    needs: [{ approvers: [ANNE, BEN], quorum: 1 }],
  },
  {
    name: 'two of three, reminded, then escalated',
    approvals: [
      {
        name: 'all',
        approvers: [ANNE, BEN, CARA],
        quorum: 2,
        rounds: [HOUR, { ...HOUR, remind: true }, { ...HOUR, escalateTo: [CHIEF] }],
      },
    ],
    needs: [{ approvers: [ANNE, BEN, CARA], joins: [{ round: 2, who: CHIEF }], quorum: 2 }],
  },
  {
    name: 'one and another, escalated twice',
    approvals: [
      {
        name: 'all',
        approvers: [ANNE],
        quorum: 1,
        rounds: [HOUR, { ...HOUR, escalateTo: [BEN] }, { ...HOUR, remind: true, escalateTo: [CARA, CHIEF] }],
      },
    ],
    needs: [
      {
        approvers: [ANNE],
        joins: [
          { round: 1, who: BEN },
          { round: 2, who: CARA },
          { round: 2, who: CHIEF },
        ],
        quorum: 1,
      },
    ],
  },
  {
    name: 'one of each of two groups',
    approvals: [
      {
        name: 'all',
        approvers: ['leads', CARA],
        quorum: 'one-of-each',
        rounds: [HOUR, { ...HOUR, remind: true, escalateTo: [CHIEF] }],
      },
    ],
    needs: [
      { approvers: [ANNE, BEN], joins: [{ round: 1, who: CHIEF }], quorum: 1 },
      { approvers: [CARA], joins: [{ round: 1, who: CHIEF }], quorum: 1 },
    ],
  },
  {
    name: 'two of three, a majority rejects',
    approvals: [
      {
        name: 'all',
        approvers: [ANNE, BEN, CARA],
        quorum: 2,
        rejection: 'majority',
        rounds: [HOUR, { ...HOUR, remind: true, escalateTo: [CHIEF] }],
      },
    ],
    needs: [{ approvers: [ANNE, BEN, CARA], joins: [{ round: 1, who: CHIEF }], quorum: 2, isMajority: true }],
  },
  {
    name: 'two rules, one of which requires comments',
    approvals: [
      {
        name: 'security',
        when: { alternateContactType: ['SECURITY'] },
        approvers: [ANNE, BEN],
        quorum: 2,
        rounds: [HOUR, { ...HOUR, escalateTo: [CHIEF] }],
      },
      { name: 'others', approvers: [BEN, CARA], quorum: 1, commentRequired: true, rounds: [{ wait: '2h' }] },
    ],
    needs: [
      { approvers: [ANNE, BEN], joins: [{ round: 1, who: CHIEF }], quorum: 2 },
      { approvers: [BEN, CARA], quorum: 1, needsComment: true },
    ],
  },
  {
    name: 'two rules, one of which wants one-time codes',
    approvals: [
      {
        name: 'security',
        when: { alternateContactType: ['SECURITY'] },
        approvers: [ANNE, BEN],
        quorum: 2,
        rounds: [HOUR, { ...HOUR, escalateTo: [CHIEF] }],
      },
      { name: 'others', approvers: [BEN, CARA], quorum: 1, confirm: 'code', rounds: [{ wait: '2h' }] },
    ],
    needs: [
      { approvers: [ANNE, BEN], joins: [{ round: 1, who: CHIEF }], quorum: 2 },
      { approvers: [BEN, CARA], quorum: 1, needsCode: true },
    ],
  },
];

export const GROUPS = { leads: [ANNE, BEN] };
