import type { InventoryItem, SeenContact, SetBy } from '../../functions/domain/inventory/inventory.ts';
import type { Sweep } from '../../functions/domain/inventory/sweep.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import { APPLIED_AT, APPROVER, REQUEST_KEY, REQUESTER } from './builders.ts';

/** When the contacts of these tests were last read: an hour before the commands of tests start. */
export const SEEN_AT = '2026-06-01T12:00:00.000Z';

/** A contact as it was read; `null` is none. */
export function seen(contact: Contact | null, overrides: Partial<SeenContact> = {}): SeenContact {
  return { contact, seenAt: SEEN_AT, standing: 'inLine', since: '2026-03-01T08:00:00.000Z', ...overrides };
}

/** A contact that AWS did not let the service read. */
export function denied(): SeenContact {
  return { standing: 'unreadable', error: 'AccessDeniedException' };
}

export const SET_BY: SetBy = {
  requestKey: REQUEST_KEY,
  requestedBy: REQUESTER,
  approvedBy: [APPROVER],
  at: APPLIED_AT,
  fingerprint: 'f'.repeat(64),
};

/** An ACTIVE account under Root / Production, with these contacts. */
export function inventoryItem(
  accountId: string,
  contacts: InventoryItem['contacts'],
  overrides: Partial<InventoryItem> = {},
): InventoryItem {
  return {
    accountId,
    name: `Account ${accountId.slice(-3)}`,
    ouPath: ['Root', 'Production'],
    parentIds: ['ou-ab12-prod0001', 'r-ab12'],
    state: 'ACTIVE',
    listedAt: SEEN_AT,
    contacts,
    ...overrides,
  };
}

/** The place of accounts under Root / Sandbox. */
export const SANDBOX = { ouPath: ['Root', 'Sandbox'], parentIds: ['ou-ab12-sandbox01', 'r-ab12'] };

export function sweepOf(overrides: Partial<Sweep> = {}): Sweep {
  return {
    sweepId: 'sweep-1',
    startedAt: '2026-06-01T12:59:00.000Z',
    accounts: 1000,
    read: 250,
    changed: 0,
    unreadable: 0,
    newAccounts: 0,
    ...overrides,
  };
}
