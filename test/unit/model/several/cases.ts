import type { Policy } from '../../../../functions/domain/policy/policy.ts';

export const [ANNE, BEN, CARA, CHIEF, JANE, STRANGER] = [
  'anne@example.com',
  'ben@example.com',
  'cara@example.com',
  'chief@example.com',
  'jane@example.com',
  'stranger@example.com',
] as const;

/** The system whose BILLING contacts nobody has to approve, in the first two cases. */
export const ROBOT = 'robot';

export type ContactType = 'SECURITY' | 'BILLING';

/** What a change needs: so many of these people, or nobody. */
interface Need {
  people: string[];
  quorum: number;
}

/** A policy, and what it means, written down independently of the code that resolves policies. */
export interface Case {
  name: string;
  policy: Pick<Policy, 'approvals' | 'mailboxes'>;
  /** Nothing if nobody has to approve it. */
  need: (type: ContactType, system: string) => Need | undefined;
  /** Whether an address with a plus is another person. */
  isPlusAnother?: true;
}

const ROBOT_RULE = {
  name: 'robot',
  when: { source: [ROBOT], alternateContactType: ['BILLING'] },
  preApproved: true,
} satisfies Policy['approvals'][number];

export const CASES: Case[] = [
  {
    name: 'two for SECURITY, one for BILLING',
    policy: {
      approvals: [
        ROBOT_RULE,
        {
          name: 'security',
          when: { alternateContactType: ['SECURITY'] },
          approvers: [ANNE, 'ben+aws@example.com', CARA],
          quorum: 2,
          rounds: [{ wait: '1h' }, { wait: '1h', remind: true, escalateTo: [CHIEF] }],
        },
        { name: 'others', approvers: [BEN, 'Cara+pager@example.com'], quorum: 1, rounds: [{ wait: '3h' }] },
      ],
    },
    need: (type, system) => {
      if (type === 'SECURITY') return { people: [ANNE, BEN, CARA, CHIEF], quorum: 2 };
      return system === ROBOT ? undefined : { people: [BEN, CARA], quorum: 1 };
    },
  },
  {
    name: 'one of three',
    policy: {
      approvals: [
        ROBOT_RULE,
        { name: 'all', approvers: [ANNE, BEN, CARA], quorum: 1, rounds: [{ wait: '2h' }, { wait: '1h' }] },
      ],
    },
    need: (type, system) => {
      return type === 'BILLING' && system === ROBOT ? undefined : { people: [ANNE, BEN, CARA], quorum: 1 };
    },
  },
  {
    name: 'two of three, and a plus is another person',
    policy: {
      mailboxes: { plusIsAnotherPerson: ['example.com'] },
      approvals: [
        {
          name: 'all',
          approvers: [ANNE, 'anne+aws@example.com', BEN],
          quorum: 2,
          rounds: [{ wait: '1h' }, { wait: '1h', remind: true }],
        },
      ],
    },
    need: () => ({ people: [ANNE, 'anne+aws@example.com', BEN], quorum: 2 }),
    isPlusAnother: true,
  },
];

/** Whose address it is, in a second, plain reading of what a mailbox is. */
export function personOf({ isPlusAnother }: Pick<Case, 'isPlusAnother'>, address: string): string {
  const [name = '', domain = ''] = address.toLowerCase().split('@');
  return `${isPlusAnother ? name : name.split('+')[0]}@${domain}`;
}
