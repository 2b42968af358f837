import { contactName } from '../../../functions/domain/contact/contact.ts';
import type { SeenContact } from '../../../functions/domain/inventory/inventory.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import { MOST_CHANGES } from '../../../schemas/compiled/limits.js';
import { withCurrentContacts } from '../current-contacts.ts';
import type { Session } from '../session.ts';
import type { MadeChange } from './reversion.ts';

/**
 * Adds to each change its contact as it is now. To read those of a large campaign would take hours at a pace that leaves room for
 * others: the inventory tells what was seen last.
 * @throws RefusedError when one of them cannot be read.
 */
export async function madeChanges(session: Session, applied: PlannedChange[]): Promise<MadeChange[]> {
  if (applied.length <= MOST_CHANGES) return withCurrentContacts(session, applied);
  const seen = await seenContacts(session);
  return applied.map((change) => {
    const { contact = change.after } = seen.get(contactName(change)) ?? {};
    return { ...change, now: contact };
  });
}

async function seenContacts({ aws }: Session): Promise<Map<string, SeenContact>> {
  const items = await aws.readInventory();
  return new Map(
    items.flatMap(({ accountId, contacts }) =>
      Object.entries(contacts).map(([type, contact]): [string, SeenContact] => [`${accountId}/${type}`, contact]),
    ),
  );
}
