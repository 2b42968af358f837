import type { NamedAccount } from '../../functions/domain/account/account-names.ts';
import { type DifferenceGroup, differenceGroups } from '../../functions/domain/inventory/difference-groups.ts';
import type { Comparison } from '../../functions/domain/inventory/differences.ts';
import { type ChangeKind, changeKind } from '../../functions/wording/diff.ts';
import type { AccountOfChange } from './change-document.ts';

/** How the organization differs from its baseline, as JSON. */
export function planDocument({ differences, unknown, ...comparison }: Comparison): object {
  return {
    inLine: differences.length === 0 && unknown.length === 0,
    ...comparison,
    changes: kindCounts(differences),
    groups: differenceGroups(differences).map(groupDocument),
    unknown: unknown.map(({ alternateContactType, account, error = null }) => ({
      ...accountDocument(account),
      alternateContactType,
      error,
    })),
  };
}

/** How many differences set a contact where there is none, change one, and remove one. */
export function kindCounts(differences: Comparison['differences']): Record<ChangeKind, number> {
  const counts: Record<ChangeKind, number> = { set: 0, change: 0, remove: 0 };
  for (const difference of differences) counts[changeKind(difference)] += 1;
  return counts;
}

function groupDocument({ accounts, ...group }: DifferenceGroup): object {
  return { ...group, action: changeKind(group), count: accounts.length, accounts: accounts.map(accountDocument) };
}

/** An account as all documents of the command line name it. */
function accountDocument({ accountId, name, ouPath }: NamedAccount): AccountOfChange {
  return { accountId, ...(name !== undefined && { accountName: name }), ...(ouPath && { ouPath }) };
}
