import fc from 'fast-check';
import type { Change, ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../../schemas/compiled/contact.js';
import type { Address } from '../contacts.ts';
import { ANNE, CARA, type ContactType, JANE, ROBOT } from './cases.ts';

/** The two contacts that requests are about, each of another account. */
export const CONTACTS: Record<ContactType, { accountId: string; alternateContactType: ContactType }> = {
  SECURITY: { accountId: '222222222222', alternateContactType: 'SECURITY' },
  BILLING: { accountId: '333333333333', alternateContactType: 'BILLING' },
};

export const CONTACT_TYPES = ['SECURITY', 'BILLING'] as const;

/** `222222222222/SECURITY`. */
export function nameOf(type: ContactType): string {
  return `${CONTACTS[type].accountId}/${type}`;
}

/** What somebody asks for. */
export interface Asked {
  system: string;
  ticket: string | undefined;
  /** Whether the ticket's own webhook brought it; otherwise somebody claims to be the ticket. */
  isSigned: boolean;
  /** What the contacts should be; those that are missing are not asked for. */
  wants: Partial<Record<ContactType, Address>>;
  replacesAll: boolean;
  requestedBy: string;
  contributors: string[];
  /** How late the event is, in seconds. */
  delay: number;
}

/** Contacts differ by their addresses. */
export function contactOf(emailAddress: string): Contact {
  return { name: `Team ${emailAddress[0]}`, title: 'Team', emailAddress, phoneNumber: '+1 555 0100' };
}

export function changeRequestOf(asked: Asked, requestId: string): ChangeRequest {
  const { system, ticket: reference, wants, replacesAll, requestedBy, contributors } = asked;
  const changes = CONTACT_TYPES.flatMap((type): Change[] => {
    const address = wants[type];
    if (address === undefined) return [];
    const key = CONTACTS[type];
    return [address === null ? { ...key, action: 'DELETE' } : { ...key, action: 'PUT', contact: contactOf(address) }];
  });
  return {
    ...{ requestId, requestedBy, reason: 'new team', changes },
    source: { system, ...(reference !== undefined && { reference }) },
    ...(replacesAll && { replaces: 'all' }),
    ...(contributors.length > 0 && { contributors }),
  };
}

export const address = fc.constantFrom<Address>('x@example.com', 'y@example.com', 'z@example.com', null);

const wants = fc.oneof(
  fc.record({ SECURITY: address, BILLING: address }),
  fc.record({ SECURITY: address }),
  fc.record({ BILLING: address }),
);

const fromTickets = fc.record<Asked>({
  system: fc.constantFrom('jira', 'jira', 'jira', 'jira', ROBOT),
  ticket: fc.constantFrom('T-1', 'T-1', 'T-1', 'T-1', 'T-1', 'T-2', undefined),
  isSigned: fc.constantFrom(true, true, true, true, true, false),
  wants,
  replacesAll: fc.boolean(),
  requestedBy: fc.constantFrom(JANE, JANE, JANE, 'anne+laptop@example.com', 'Ben@example.com'),
  contributors: fc.subarray([ANNE, 'ben+tickets@example.com', CARA], { maxLength: 1 }),
  delay: fc.constantFrom(0, 0, 0, 0, 300),
});

/** The baseline of the account with the SECURITY contact. */
const baselines = fc.record<Asked>({
  system: fc.constant('organization'),
  ticket: fc.constant(undefined),
  isSigned: fc.constant(false),
  wants: fc.record({ SECURITY: address }),
  replacesAll: fc.constant(true),
  requestedBy: fc.constant('alternate-contacts@example.com'),
  contributors: fc.constant([]),
  delay: fc.constantFrom(0, 0, 300),
});

/** What people and AWS Organizations ask for. */
export const anything = fc.oneof({ weight: 6, arbitrary: fromTickets }, { weight: 1, arbitrary: baselines });

/** What has the same origin, if it has one, is told apart by this. */
export function originOf({ system, ticket, isSigned }: Asked): string | undefined {
  if (system === 'organization') return 'baseline';
  return ticket && `${system} ${ticket} ${isSigned ? 'signed' : 'claimed'}`;
}
