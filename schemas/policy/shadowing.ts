import { ALTERNATE_CONTACT_TYPES } from '../../functions/domain/contact/contact.ts';
import type { When } from '../../functions/domain/policy/approval-rule.ts';
import { MOST_CAMPAIGN_CHANGES } from '../compiled/limits.js';

const ACTIONS = ['PUT', 'DELETE'] as const;
const REQUESTERS = ['proven', 'claimed'] as const;

/**
 * The earlier rules that together match every change that a rule matches, so that it never applies.
 * @returns their indexes; none when some change is left to the rule
 */
export function shadowingRules(earlier: When[], when: When): number[] {
  const cells = cellsOf(when, earlier);
  const shadowing = cells.map((cell) => earlier.findIndex((other) => covers(other, cell)));
  return shadowing.includes(-1) ? [] : [...new Set(shadowing)].sort((left, right) => left - right);
}

/** The fewest and the most changes of the requests that a rule matches. */
export function boundsOf({ changes }: When): { atLeast: number; atMost: number } {
  return { atLeast: changes?.atLeast ?? 1, atMost: changes?.atMost ?? MOST_CAMPAIGN_CHANGES };
}

/** The conditions split so far that a single earlier rule covers each part, if earlier rules cover all of it. */
function cellsOf(when: When, earlier: When[]): When[] {
  const types = when.alternateContactType ?? ALTERNATE_CONTACT_TYPES;
  const requesters = when.requester === undefined ? REQUESTERS : [when.requester];
  return types.flatMap((type) =>
    (when.action ?? ACTIONS).flatMap((action) =>
      requesters.flatMap((requester) =>
        sizesOf(when, earlier).map((size) => ({
          ...when,
          alternateContactType: [type],
          action: [action],
          requester,
          changes: { atLeast: size, atMost: size },
        })),
      ),
    ),
  );
}

/** Sizes of requests, one of each range over which all rules agree. */
function sizesOf(when: When, earlier: When[]): number[] {
  const { atLeast, atMost } = boundsOf(when);
  const starts = earlier.map(boundsOf).flatMap((bounds) => [bounds.atLeast, bounds.atMost + 1]);
  return [...new Set([atLeast, ...starts])].filter((size) => size >= atLeast && size <= atMost);
}

/** Whether every change that meets the later conditions meets the earlier ones, too. */
function covers(earlier: When, later: When): boolean {
  const bounds = boundsOf(earlier);
  const { atLeast, atMost } = boundsOf(later);
  const isCovered: Record<keyof When, boolean> = {
    alternateContactType: includesAll(earlier.alternateContactType, later.alternateContactType),
    action: includesAll(earlier.action, later.action),
    accountId: includesAll(earlier.accountId, later.accountId),
    ou: includesAll(earlier.ou, later.ou),
    tags: Object.entries(earlier.tags ?? {}).every(([key, values]) => includesAll(values, later.tags?.[key])),
    source: includesAll(earlier.source, later.source),
    requester: earlier.requester === undefined || earlier.requester === later.requester,
    changes: atLeast >= bounds.atLeast && atMost <= bounds.atMost,
  };
  return Object.values(isCovered).every(Boolean);
}

/** @param earlier no list matches any value */
function includesAll(earlier: string[] | undefined, later: string[] | undefined): boolean {
  return earlier === undefined || (later?.every((value) => earlier.includes(value)) ?? false);
}
