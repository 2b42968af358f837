import type { Context } from 'aws-lambda';
import type { Account } from '../schemas/compiled/account.js';
import validInput from '../schemas/compiled/read-account-contacts.input.js';
import validOutput from '../schemas/compiled/read-account-contacts.output.js';
import { readInventory } from './aws/inventory.ts';
import { readTags } from './aws/organizations.ts';
import { addProgress } from './aws/sweeps.ts';
import { pickTags } from './domain/account/account-condition.ts';
import { targetContacts } from './domain/account/new-account.ts';
import { ALTERNATE_CONTACT_TYPES } from './domain/contact/contact.ts';
import type { InventoryItem } from './domain/inventory/inventory.ts';
import { newItem } from './domain/inventory/inventory-item.ts';
import { comparedWith, isSeenSince } from './domain/inventory/looks.ts';
import { isoTime } from './domain/inventory/sweep.ts';
import { baselineTagKeys } from './domain/organization/baseline.ts';
import { neededTraits } from './domain/policy/policy.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { lookAt, type ReadingLimits } from './steps/contact-reading.ts';
import { reportDrifts } from './steps/drift-reports.ts';

const baseline = policy.baseline ?? {};
const TAG_KEYS = [...new Set([...baselineTagKeys(baseline), ...neededTraits(policy).tagKeys])];

/** What is left of the function's time for what follows on the last read. */
const RESERVE_MILLISECONDS = 20_000;

/**
 * Reads the contacts of a few accounts for the inventory. An account that has been read since the sweep began is left out, so that
 * a retry goes on where the try before it was.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ Items, BatchInput: { run, startedAt } }, context: Context) => {
    const limits = {
      since: isoTime(startedAt),
      until: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS,
    };
    const total = { read: 0, changed: 0, unreadable: 0 };
    for (const account of Items) {
      const looked = await look(account, limits);
      if (!looked) continue;
      await addProgress(run, { read: 1, ...looked });
      total.read += 1;
      total.changed += looked.changed;
      total.unreadable += looked.unreadable;
    }
    return total;
  },
);

/** @returns what was found; nothing if the account has been read already */
async function look(account: Account, limits: ReadingLimits) {
  const before = await readInventory(account.accountId);
  if (before && isReadSince(before, limits.since)) return undefined;
  const tags = TAG_KEYS.length > 0 ? pickTags(await readTags(account.accountId), TAG_KEYS) : undefined;
  const listedAt = new Date().toISOString();
  const now = newItem({ ...account, ...(tags && { tags }) }, listedAt);
  const listed = ({ contacts }: InventoryItem) => comparedWith({ ...now, contacts }, baseline);
  const keys = ALTERNATE_CONTACT_TYPES.map((alternateContactType) => ({
    accountId: account.accountId,
    alternateContactType,
  }));
  const targets = targetContacts(keys, [account], Date.now());
  const { read, item } = await lookAt(before ?? now, targets, limits, listed);
  const changed = item ? await reportDrifts(item) : 0;
  return { changed, unreadable: read.some((contact) => 'error' in contact) ? 1 : 0 };
}

/** A change may have written an account that the sweep has yet to read. */
function isReadSince({ listedAt, contacts }: InventoryItem, since: string): boolean {
  return listedAt >= since && ALTERNATE_CONTACT_TYPES.every((type) => isSeenSince(contacts[type], since));
}
