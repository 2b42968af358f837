import type { ShownChange } from '../approval/shown-changes.ts';
import { CONTACT_FIELDS } from '../contact/contact.ts';
import type { ChangeGroup } from './campaign-plan.ts';

/** A group as somebody may see it. `hidden` is a contact that only approvers see. */
export type ShownGroup = Omit<ChangeGroup, 'before'> & { before: ShownChange['before'] };

/** Groups of no more accounts are exceptions, if there are larger ones. */
export const FEW_ACCOUNTS = 5;

/** Groups as people read them: those of many accounts one by one, then the exceptions together. */
export interface FoldedGroups {
  many: ShownGroup[];
  few: ShownGroup[];
  /** Those that are too many to be shown: how many groups, and how many changes. */
  further: { groups: number; changes: number };
}

/**
 * Tells groups of many accounts from those of a few. If there are only small ones, none is an exception.
 * @param groups the largest first
 * @param most how many to show. Those that remove a contact are shown before any other
 */
export function foldGroups(groups: ShownGroup[], most: number): FoldedGroups {
  const byWeight = groups.toSorted((left, right) => Number(right.after === null) - Number(left.after === null));
  const hidden = new Set(byWeight.slice(most));
  const shown = groups.filter((group) => !hidden.has(group));
  const many = shown.filter(({ count }) => count > FEW_ACCOUNTS);
  const further = { groups: hidden.size, changes: [...hidden].reduce((sum, { count }) => sum + count, 0) };
  if (many.length === 0) return { many: shown, few: [], further };
  return { many, few: shown.filter(({ count }) => count <= FEW_ACCOUNTS), further };
}

/** The groups as the requester sees them: who may not see what a contact is now sees changes to the same contact as one group. */
export function requesterGroups(groups: ChangeGroup[], seesCurrent: boolean): ShownGroup[] {
  if (seesCurrent) return groups;
  const hidden = groups.map((group): ShownGroup => ({ ...group, before: group.before && 'hidden' }));
  const merged = Map.groupBy(hidden, ({ alternateContactType, before, after }) =>
    JSON.stringify([alternateContactType, before, after && CONTACT_FIELDS.map((field) => after[field])]),
  );
  return [...merged.values()].flatMap(mergedGroup).toSorted((left, right) => right.count - left.count);
}

function mergedGroup(groups: ShownGroup[]): ShownGroup[] {
  const [first] = groups;
  if (!first) return [];
  const accounts = groups.flatMap((group) => group.accounts).slice(0, first.accounts.length);
  return [{ ...first, count: groups.reduce((sum, { count }) => sum + count, 0), accounts }];
}
