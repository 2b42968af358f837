import { putDrift, putFinding } from '../aws/event-bus.ts';
import { updateInventory } from '../aws/inventory.ts';
import { type Drift, driftAction, driftsOf, withAnswer } from '../domain/inventory/drift.ts';
import type { InventoryItem, OutsideChange } from '../domain/inventory/inventory.ts';
import { driftRequestId } from '../domain/organization/finding.ts';
import { policy } from '../runtime/policy.ts';

/**
 * Tells the bus of each contact of an account that somebody else has changed, and asks for the request that the policy wants. It
 * may tell the same twice: the request has the same id then.
 * @returns how many it has told of
 */
export async function reportDrifts(item: InventoryItem): Promise<number> {
  const unreported = driftsOf(item).filter(({ change }) => !change.isReported);
  for (const drift of unreported) await report(drift);
  return unreported.length;
}

async function report(drift: Drift): Promise<void> {
  const { item, alternateContactType, seen, change } = drift;
  const key = { accountId: item.accountId, alternateContactType };
  const action = driftAction(policy, seen);
  const drifted = action === 'report' ? undefined : { ...key, answer: action, foundAt: change.foundAt };
  const { foundBy, foundAt, changedBy } = change;
  await putDrift({
    ...key,
    standing: seen.standing,
    ...{ foundBy, foundAt },
    ...(changedBy !== undefined && { changedBy }),
    action,
    ...(drifted && { requestId: driftRequestId(drifted) }),
  });
  if (drifted) await putFinding({ kind: 'drift', ...drifted });
  await markChange(drift, { isReported: true }, drifted && withAnswer(seen, foundAt));
}

/**
 * Keeps who has been told of a change, unless there is another one meanwhile.
 * @param answered the changes that requests were made for, if there is one for this change
 */
export async function markChange(
  { item, alternateContactType, change }: Drift,
  told: Partial<Pick<OutsideChange, 'isReported' | 'isMailed'>>,
  answered?: string[],
): Promise<void> {
  await updateInventory(item.accountId, (current) => {
    const seen = current?.contacts[alternateContactType];
    if (!current || seen?.changedOutside?.foundAt !== change.foundAt) return current;
    const changedOutside = { ...seen.changedOutside, ...told };
    const marked = { ...seen, changedOutside, ...(answered && { answered }) };
    return { ...current, contacts: { ...current.contacts, [alternateContactType]: marked } };
  });
}
