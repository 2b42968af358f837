import type { Violation } from '../../endpoint/constraints.ts';
import { type JsonObject, numberAt } from '../../json.ts';

const DEFAULT_PAGE_SIZE = 100;
const MOST_PER_PAGE = 1000;

/** What is wrong with the size of a page. */
export function pageSizeViolations({ maxResults }: JsonObject): Violation[] {
  if (typeof maxResults !== 'number' || (maxResults >= 0 && maxResults <= MOST_PER_PAGE)) return [];
  const [bound, limit] = maxResults < 0 ? ['greater', 0] : ['less', MOST_PER_PAGE];
  const constraint = `Member must have value ${bound} than or equal to ${limit}`;
  return [{ value: String(maxResults), place: 'maxResults', constraint }];
}

/** What is wrong with a value that must be one of some. */
export function enumViolations(input: JsonObject, place: string, values: string[]): Violation[] {
  const value = input[place];
  if (value === undefined || values.includes(String(value))) return [];
  return [{ value: String(value), place, constraint: `Member must satisfy enum value set: [${values.join(', ')}]` }];
}

/** How many entries a page has. */
export function pageSize(input: JsonObject): number {
  return numberAt(input, 'maxResults') || DEFAULT_PAGE_SIZE;
}
