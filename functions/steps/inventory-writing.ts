import type { Account } from '../../schemas/compiled/account.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { readLock } from '../aws/contact-locks.ts';
import { readAppliedContact } from '../aws/evidence.ts';
import { updateInventory } from '../aws/inventory.ts';
import { readRecord } from '../aws/request-table.ts';
import type { SetBy } from '../domain/inventory/inventory.ts';
import { newItem } from '../domain/inventory/inventory-item.ts';
import { withOwnChange } from '../domain/inventory/looks.ts';
import { contactDigest } from '../domain/ledger/contact-digest.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { isAdoption } from '../domain/organization/finding.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import { isRequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';
import { policy } from '../runtime/policy.ts';

/**
 * Keeps who has set a contact. A change never fails for it: the next sweep finds what is missing.
 * @param account as it was when the request was checked, for one that no sweep has read yet
 */
export async function noteApplied(
  record: RequestRecord,
  { before, after, ...key }: PlannedChange,
  account: Account | undefined,
): Promise<void> {
  const { accountId, alternateContactType } = key;
  const at = new Date().toISOString();
  const change = {
    alternateContactType,
    before,
    after,
    setBy: setByOf(record, at),
    isAdoption: isAdoption(record.request),
  };
  await updateInventory(accountId, (item) =>
    withOwnChange(item ?? newItem(account ?? { accountId }, at), change, policy.baseline ?? {}),
  ).catch(
    logged('It was not kept in the inventory who has set a contact', {
      requestKey: requestKeyOf(record.request),
      ...{ accountId, alternateContactType },
    }),
  );
}

/**
 * Who has set what was found in a contact, if it was this service although the inventory does not know it; `underWay` while a request
 * has the contact for itself.
 * @param since when the contact became what the inventory knows, in ISO 8601: whoever sets it back to what it was before is somebody else
 */
export async function ownSetterOf(
  key: ContactKey,
  found: Contact | null,
  since = '',
): Promise<SetBy | 'underWay' | undefined> {
  const lock = await readLock(key);
  if (lock?.isHeld) return 'underWay';
  if (!isRequestKey(lock?.holder)) return undefined;
  const applied = await readAppliedContact(lock.holder, key);
  if (!applied || applied.appliedAt < since) return undefined;
  const record = await readRecord(lock.holder);
  return record && applied.digest === contactDigest(record, found) ? setByOf(record, applied.appliedAt) : undefined;
}

function setByOf({ request, votes, fingerprint = '' }: RequestRecord, at: string): SetBy {
  const approvedBy = votes.filter(({ decision }) => decision === 'approve').map(({ approver }) => approver);
  return { requestKey: requestKeyOf(request), requestedBy: request.requestedBy, approvedBy, at, fingerprint };
}
