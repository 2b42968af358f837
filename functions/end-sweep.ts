import type { Account } from '../schemas/compiled/account.js';
import validInput from '../schemas/compiled/end-sweep.input.js';
import validOutput from '../schemas/compiled/end-sweep.output.js';
import { getJson } from './aws/bucket.ts';
import { putSweepEnd } from './aws/event-bus.ts';
import { updateInventory } from './aws/inventory.ts';
import { endSweep, readSweep } from './aws/sweeps.ts';
import { readWholeInventory } from './aws/whole-inventory.ts';
import { ALTERNATE_CONTACT_TYPES } from './domain/contact/contact.ts';
import type { InventoryItem } from './domain/inventory/inventory.ts';
import { isoTime } from './domain/inventory/sweep.ts';
import { unlistedItem } from './domain/inventory/unlisted.ts';
import { taskChain } from './middleware/task-chain.ts';
import { emitMetrics } from './runtime/metrics.ts';

/** So many accounts that could not be read are named. */
const MOST_NAMED = 100;

/** Counts what the inventory knows at the end of a sweep, marks the accounts that are no longer there, and tells that it has ended. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ run, startedAt }) => {
  const since = isoTime(startedAt);
  const listed = new Set(accountIdsOf(await getJson<Account[]>(`sweeps/${run}/accounts.json`)));
  const others = new Map((await getJson<Account[]>(`sweeps/${run}/others.json`)).map((each) => [each.accountId, each]));
  const counts = { read: 0, changed: 0, drifted: 0, missing: 0 };
  const unread = new Set(listed);
  for (const item of await readWholeInventory()) {
    if (!listed.has(item.accountId)) await markUnlisted(item, others.get(item.accountId), since);
    else if (count(item, since, counts)) unread.delete(item.accountId);
  }
  const { changed, ...found } = counts;
  const result = { accounts: listed.size, ...found, unreadable: unread.size };
  const endedAt = new Date().toISOString();
  const { newAccounts = 0 } = (await readSweep()) ?? {};
  const { accounts, read, unreadable } = result;
  await endSweep({ sweepId: run, startedAt: since, accounts, read, changed, unreadable, newAccounts, endedAt });
  await putSweepEnd({ sweepId: run, startedAt: since, endedAt, ...result, newAccounts });
  emitMetrics({ UnreadableAccounts: unreadable, DriftedContacts: result.drifted + result.missing });
  return { sweepId: run, ...result, newAccounts, unreadableAccounts: [...unread].sort().slice(0, MOST_NAMED) };
});

function accountIdsOf(accounts: Account[]): string[] {
  return accounts.map(({ accountId }) => accountId);
}

/** Adds an account to the counts. @returns whether all its contacts were read since the sweep began */
function count(
  item: InventoryItem,
  since: string,
  counts: Record<'read' | 'changed' | 'drifted' | 'missing', number>,
): boolean {
  const contacts = ALTERNATE_CONTACT_TYPES.map((type) => item.contacts[type]);
  for (const seen of contacts) {
    if (seen?.standing === 'drifted' || seen?.standing === 'missing') counts[seen.standing] += 1;
    if ((seen?.changedOutside?.foundAt ?? '') >= since) counts.changed += 1;
  }
  const isRead = item.listedAt >= since && contacts.every((seen) => seen !== undefined && seen.error === undefined);
  if (isRead) counts.read += 1;
  return isRead;
}

async function markUnlisted(item: InventoryItem, other: Account | undefined, since: string): Promise<void> {
  const marked = (current: InventoryItem) => unlistedItem(current, other, since);
  if (marked(item) === item) return;
  await updateInventory(item.accountId, (current) => current && marked(current));
}
