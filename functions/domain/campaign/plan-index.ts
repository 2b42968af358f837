import type { AlternateContactType, ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { NamedAccount } from '../account/account-names.ts';

/** Every change of a campaign's plan, by the account that people search for. */
export interface PlanIndex {
  /** Places in the organization, each once: names from the root down. */
  ouPaths: string[][];
  /** In the order of the plan. */
  rows: PlanIndexRow[];
}

/**
 * A change. `group` is the position of its group among all groups, the largest first, which may be one that the summary leaves out;
 * `ou` that of its account's place in `ouPaths`, or -1; `page` that of the page of the plan that holds it.
 */
export type PlanIndexRow = [
  accountId: string,
  type: AlternateContactType,
  group: number,
  name: string | null,
  ou: number,
  page: number,
];

/** A change that was found. */
export interface FoundChange extends ContactKey, NamedAccount {
  group: number;
  page: number;
}

/** The changes that a search finds: the first of them in the order of the plan, and how many there are. */
export interface Found {
  changes: FoundChange[];
  all: number;
}

/** A longer search is not of people. */
export const QUERY_CHARACTERS = 200;

/**
 * Finds the changes whose account has every word of the query in its id, its name or its place in the organization, or is of that
 * type of contact. Upper and lower case make no difference, nor do the dashes with which AWS writes ids.
 * @param most how many to return
 */
export function searchPlan({ ouPaths, rows }: PlanIndex, query: string, most: number): Found {
  const words = wordsOf(query);
  if (words.length === 0) return { changes: [], all: 0 };
  const places = ouPaths.map((path) => folded(path.join(' / ')));
  const found = rows.filter(([accountId, type, , name, ou]) => {
    const text = `${accountId} ${folded(type)} ${name === null ? '' : folded(name)} ${places[ou] ?? ''}`;
    return words.every((word) => text.includes(word));
  });
  return { changes: found.slice(0, most).map((row) => foundChange(row, ouPaths)), all: found.length };
}

function wordsOf(query: string): string[] {
  const plain = query.slice(0, QUERY_CHARACTERS).replace(/\b\d{4}-\d{4}-\d{4}\b/g, (id) => id.replaceAll('-', ''));
  return folded(plain)
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '/');
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function foundChange(
  [accountId, alternateContactType, group, name, ou, page]: PlanIndexRow,
  ouPaths: string[][],
): FoundChange {
  const ouPath = ouPaths[ou];
  return { accountId, alternateContactType, ...(name !== null && { name }), ...(ouPath && { ouPath }), group, page };
}
