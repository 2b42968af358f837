import type { PlanPage, TargetPage } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import type { Account } from '../../../schemas/compiled/account.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';

/** A contact and a time, in ISO 8601, with names and addresses as long as those of many organizations. */
export const CONTACT: Contact = {
  name: 'Security operations center',
  title: 'Security operations',
  emailAddress: 'security-operations@example.com',
  phoneNumber: '+1 555 0100 100',
};
export const TIME = '2026-06-01T12:00:00.000Z';

/** A page that changes a contact of each account from this one on. */
export function targetPage(first = 0): TargetPage {
  const numbers = Array.from({ length: CHANGES_OF_A_PAGE }, (_, index) => first + index);
  return {
    page: 1 + first / CHANGES_OF_A_PAGE,
    changes: numbers.map((number) => ({ ...keyOf(number), after: CONTACT })),
    accounts: numbers.map(accountOf),
  };
}

/** The plan of that page. */
export function planPage(first = 0): PlanPage {
  const { page, changes, accounts } = targetPage(first);
  const planned = changes.map((change) => ({ ...change, before: { ...CONTACT, title: 'Security' } }));
  return { page, changes: planned, accounts, unreadable: [], inPlace: [] };
}

export function keyOf(number: number): ContactKey {
  return { accountId: String(900_000_000_001 + number), alternateContactType: 'OPERATIONS' };
}

export function accountOf(number: number): Account {
  return {
    ...{ accountId: keyOf(number).accountId, name: `warehouse-production-${number}`, state: 'ACTIVE', joinedAt: TIME },
    parentIds: ['ou-ab12-unitwarehouse', 'ou-ab12-unitretail', 'r-ab12'],
    ouPath: ['Root', 'Retail', 'Warehouse', 'Production'],
    tags: { Environment: 'production' },
  };
}
