import type { InventoryItem } from '../../../functions/domain/inventory/inventory.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest } from '../../integration/requester.ts';

/** The contact that the campaign changes: the baseline says nothing about it. */
const CHANGED_TYPE = 'BILLING';

/** So the accounts begin that an organization has besides its fixed ones. */
const MANY_ACCOUNTS = '9';

/**
 * A campaign that changes one contact of each of the many accounts, in so many groups of the same before and after: accounts that
 * have the same contact get the same one, except those of the largest group, which get different ones until there are enough groups.
 */
export function campaignOf(items: InventoryItem[], groups: number): ChangeRequest {
  const many = items.filter(({ accountId }) => accountId.startsWith(MANY_ACCOUNTS));
  const byBefore = [...Map.groupBy(many, ({ contacts }) => JSON.stringify(contacts[CHANGED_TYPE]?.contact ?? null))];
  const [largest = ['', []], ...others] = byBefore.toSorted(([, one], [, other]) => other.length - one.length);
  const spread = Math.max(1, groups - others.length);
  const changes = [
    ...largest[1].map(({ accountId }, index) => changeOf(accountId, index % spread)),
    ...others.flatMap(([, same], index) => same.map(({ accountId }) => changeOf(accountId, index))),
  ];
  return makeRequest({ requestId: 'organization', changes });
}

function changeOf(accountId: string, number: number): Change {
  return {
    accountId,
    alternateContactType: CHANGED_TYPE,
    action: 'PUT',
    contact: {
      name: `Billing desk ${number}`,
      title: 'Billing',
      emailAddress: `billing-desk-${number}@example.com`,
      phoneNumber: `+1 555 01${String(number).padStart(2, '0')}`,
    },
  };
}
