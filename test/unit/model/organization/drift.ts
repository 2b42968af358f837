import type { SeenContact } from '../../../../functions/domain/inventory/inventory.ts';
import { inventoryItemOf } from '../../../../functions/domain/inventory/inventory-item.ts';
import type { Address } from '../contacts.ts';
import { keyOf, NAMES } from './contacts.ts';
import type { Organization, OutsideChange, OwnWrite } from './organization.ts';
import { LONGEST_LAG_MILLISECONDS } from './rules.ts';

/** The inventory tells of what a request has overwritten once that is applied, which a function that dies may put off. */
const LATE_MILLISECONDS = 10_000;

/** @throws Error when the inventory is wrong at the end, or something was told that has not happened, or something was not told */
export function checkInventory(organization: Organization): void {
  for (const name of NAMES) {
    const seen = seenOf(organization, name);
    const known = seen?.contact?.emailAddress ?? null;
    const is = organization.addressOf(name);
    if (known !== is) throw new Error(`the inventory says that ${name} is ${known}, and it is ${is}`);
    if (seen?.changedOutside && !(seen.changedOutside.isReported && seen.changedOutside.isMailed))
      throw new Error(`nobody is told that ${name} has changed`);
    // A read that lags behind looks like a change by somebody else, or like none.
    if (organization.hasLagged) continue;
    checkTold(organization, name);
    checkSetter(organization, name, seen);
  }
  if (!organization.hasLagged) checkHappened(organization);
}

function seenOf({ world }: Organization, name: string): SeenContact | undefined {
  const { accountId, alternateContactType } = keyOf(name);
  return inventoryItemOf(Object(world.table.items.get(accountId)))?.contacts[alternateContactType];
}

/** A contact from a change by the service to the next, or to the end. */
interface Stretch {
  before: Address;
  changes: OutsideChange[];
  /** Epoch milliseconds. */
  from: number;
  to: OwnWrite | undefined;
}

function stretchesOf({ writes, outsideChanges, initial }: Organization, name: string): Stretch[] {
  const own = writes.filter((write) => write.name === name);
  const ends = [...own, undefined];
  return ends.map((to, index) => {
    const last = own[index - 1];
    const from = last?.at ?? 0;
    const isWithin = ({ at }: OutsideChange) => at >= from && at <= (to?.at ?? Number.POSITIVE_INFINITY);
    const changes = outsideChanges.filter((change) => change.name === name && isWithin(change));
    return { before: last ? last.after : (initial.get(name) ?? null), changes, from, to };
  });
}

/** What somebody outside has left there is told, unless the service could not see it before it changed the contact itself. */
function checkTold(organization: Organization, name: string): void {
  for (const { before, changes, from, to } of stretchesOf(organization, name)) {
    const unseen = to ? to.invocation.startedAt - LONGEST_LAG_MILLISECONDS : Number.POSITIVE_INFINITY;
    const after = changes.at(-1)?.after ?? before;
    const isHidden = changes.length === 0 || changes.some(({ at }) => at >= unseen);
    if (isHidden || after === before || (to && to.after === after)) continue;
    const until = to ? to.at + LATE_MILLISECONDS : Number.POSITIVE_INFINITY;
    const isTold = organization.drifts.some(
      (drift) => drift.name === name && drift.foundAt >= from && drift.foundAt <= until,
    );
    if (!isTold) throw new Error(`nobody was told that ${name} became ${after} by somebody else after ${iso(from)}`);
    organization.seen('an outside change is told');
  }
}

/** Who has set what is there now. A read that lags behind an event looks like a change by somebody else. */
function checkSetter({ writes, outsideChanges }: Organization, name: string, seen: SeenContact | undefined): void {
  const last = writes.findLast((write) => write.name === name);
  const isLater = outsideChanges.some((change) => change.name === name && change.at >= (last?.at ?? 0));
  if (!last || isLater || last.before === last.after) return;
  const { requestKey } = last.invocation;
  if (seen?.setBy?.requestKey !== requestKey) {
    throw new Error(`the inventory says that ${seen?.setBy?.requestKey} has set ${name}, and it was ${requestKey}`);
  }
}

/** What the service itself does is never told as a change by somebody else, and each of those only once. */
function checkHappened({ drifts, outsideChanges }: Organization): void {
  for (const name of NAMES) {
    const found = [...new Set(drifts.filter((drift) => drift.name === name).map(({ foundAt }) => foundAt))].sort();
    let since = 0;
    for (const foundAt of found) {
      const isReal = outsideChanges.some(({ at, ...change }) => change.name === name && at >= since && at <= foundAt);
      if (!isReal) throw new Error(`it was told that ${name} was changed by ${iso(foundAt)}, after ${iso(since)}`);
      since = foundAt;
    }
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
