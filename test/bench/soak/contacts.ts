import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest } from '../../integration/requester.ts';

/** Few enough that requests meet at a contact now and then. */
const ACCOUNTS = 300;
const FIRST_ACCOUNT = 900_000_000_001;
const REQUESTERS = 10;

let made = 0;

/** A request of this system, by one of ten people, for contacts that others may ask for too. */
export function soakRequest(system: string, changes = 1): ChangeRequest {
  made += 1;
  const first = Math.floor(Math.random() * ACCOUNTS);
  return makeRequest({
    requestId: `soak-${made}-${Math.random().toString(36).slice(2)}`,
    requestedBy: `requester-${made % REQUESTERS}@example.com`,
    source: { system },
    changes: Array.from({ length: changes }, (_, index) => change((first + index) % ACCOUNTS)),
  });
}

/** The id of one of the accounts. */
export function anyAccount(): string {
  return accountId(Math.floor(Math.random() * ACCOUNTS));
}

function change(account: number): Change {
  const type = ALTERNATE_CONTACT_TYPES[Math.floor(Math.random() * ALTERNATE_CONTACT_TYPES.length)] ?? 'SECURITY';
  const contact = {
    name: `Contact ${made}`,
    title: 'On duty',
    emailAddress: 'soak@example.com',
    phoneNumber: '+1 555 0100',
  };
  const target = { accountId: accountId(account), alternateContactType: type } as const;
  return Math.random() < 0.1 ? { ...target, action: 'DELETE' } : { ...target, action: 'PUT', contact };
}

function accountId(index: number): string {
  return String(FIRST_ACCOUNT + index);
}
