import type { Account } from '../../../schemas/compiled/account.js';
import { namedAccount } from '../account/account-names.ts';
import { CONTACT_FIELDS } from '../contact/contact.ts';
import type { PlannedChange } from '../request/plan.ts';
import { type ChangeGroup, MOST_GROUPS, MOST_UNREADABLE, type PlanPage, type PlanSummary } from './campaign-plan.ts';
import type { PlanIndex, PlanIndexRow } from './plan-index.ts';

/** So many accounts of a group are named; the others are found by searching. */
const NAMED_ACCOUNTS = 10;

/** What approvers read of a plan, and what they search in. The summary lacks the hashes of the other objects. */
export interface FoldedPlan {
  summary: Omit<PlanSummary, 'index' | 'csv'>;
  index: PlanIndex;
}

/** Folds what is the same for many accounts, page by page: a whole plan need not be in memory. The same pages give the same fold. */
export class PlanFold {
  readonly #groups = new Map<string, Omit<ChangeGroup, 'count'> & { count: number; position: number }>();
  readonly #rows: PlanIndexRow[] = [];
  readonly #paths = new Map<string, { path: string[]; position: number }>();
  readonly #accounts = new Set<string>();
  readonly #unreadable: PlanSummary['unreadable'] = [];
  #unreadableCount = 0;
  #inPlace = 0;
  #removed = 0;

  add(page: PlanPage): void {
    const accounts = new Map(page.accounts.map((account) => [account.accountId, account]));
    for (const change of page.changes) this.#addChange(change, page.page, accounts.get(change.accountId));
    this.#inPlace += page.inPlace.length;
    this.#unreadableCount += page.unreadable.length;
    this.#unreadable.push(...page.unreadable.slice(0, MOST_UNREADABLE - this.#unreadable.length));
  }

  folded(): FoldedPlan {
    const groups = [...this.#groups.values()].toSorted((one, other) => other.count - one.count);
    const rankOf = new Map(groups.map(({ position }, rank) => [position, rank]));
    const rows = this.#rows.map(
      ([accountId, type, position, ...rest]): PlanIndexRow => [accountId, type, rankOf.get(position) ?? 0, ...rest],
    );
    const left = groups.slice(MOST_GROUPS);
    const summary = {
      count: rows.length,
      accounts: this.#accounts.size,
      groups: groups.slice(0, MOST_GROUPS).map(({ position: _, ...group }) => group),
      further: { groups: left.length, changes: left.reduce((sum, { count }) => sum + count, 0) },
      inPlace: this.#inPlace,
      unreadable: this.#unreadable,
      unreadableCount: this.#unreadableCount,
      removed: this.#removed,
    };
    return { summary, index: { ouPaths: [...this.#paths.values()].map(({ path }) => path), rows } };
  }

  #addChange(change: PlannedChange, page: number, account: Account | undefined): void {
    const { accountId, alternateContactType, before, after } = change;
    const named = namedAccount(account ?? { accountId, state: 'UNKNOWN', parentIds: [] });
    const key = groupKey(change);
    const group = this.#groups.get(key) ?? {
      ...{ alternateContactType, before, after, count: 0, accounts: [], position: this.#groups.size },
    };
    group.count += 1;
    if (group.accounts.length < NAMED_ACCOUNTS) group.accounts.push(named);
    this.#groups.set(key, group);
    this.#accounts.add(accountId);
    if (after === null) this.#removed += 1;
    const { name = null, ouPath } = named;
    this.#rows.push([accountId, alternateContactType, group.position, name, this.#positionOf(ouPath), page]);
  }

  #positionOf(path: string[] | undefined): number {
    if (!path) return -1;
    const key = JSON.stringify(path);
    const known = this.#paths.get(key) ?? { path, position: this.#paths.size };
    this.#paths.set(key, known);
    return known.position;
  }
}

/** Changes with the same key make the same of the same. */
function groupKey({ alternateContactType, before, after }: PlannedChange): string {
  const fields = [before, after].map((contact) => contact && CONTACT_FIELDS.map((field) => contact[field]));
  return JSON.stringify([alternateContactType, ...fields]);
}
