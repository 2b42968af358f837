import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest } from '../../integration/requester.ts';

/** Requests that are put at once. */
export interface RolloutCase {
  name: string;
  requests: ChangeRequest[];
  /** Whether an approver approves them; otherwise the policy does. */
  isApproved: boolean;
}

/** `source.system` of the requests that the policy pre-approves, and of those that an approver decides. */
export const SYSTEMS = { preApproved: 'rollout', approved: 'rollout-approved' } as const;

/** How many accounts the organization must have for rollouts. */
export const ACCOUNTS = 4000;

const FIRST_ACCOUNT = 900_000_000_001;

/** The service has a limit of what one person may have open. */
const REQUESTS_OF_ONE = 1000;

/** By name: how many requests, and how many changes each. */
const SIZES: [name: string, requests: number, changes: number][] = [
  ['1x100', 1, 100],
  ['3x100', 3, 100],
  ['1000', 1000, 1],
  ['3000', 3000, 1],
  ['10000', 10_000, 1],
];

/** The cases by name; no case has the same contact twice. */
export const CASES: ReadonlyMap<string, () => RolloutCase> = new Map(
  SIZES.flatMap(([name, requests, changes]) => [
    [name, () => rolloutOf(requests, changes)],
    [`${name}-approved`, () => rolloutOf(requests, changes, { isApproved: true })],
  ]),
);

/** So many requests of so many changes each, from the contact with this number on. */
export function rolloutOf(
  requests: number,
  changes: number,
  { isApproved = false, first = 0 }: { isApproved?: boolean; first?: number } = {},
): RolloutCase {
  const system = isApproved ? SYSTEMS.approved : SYSTEMS.preApproved;
  const size = changes === 1 ? 'single' : `of ${changes} changes`;
  const number = requests.toLocaleString('en');
  const name = `${changes === 1 ? `${number} ${size}` : `${number} ${size}`}, ${isApproved ? 'approved' : 'pre-approved'}`;
  return {
    name,
    requests: Array.from({ length: requests }, (_, index) => requestOf(system, first + index * changes, changes)),
    isApproved,
  };
}

/** The changes that all requests want. */
export function changesOf({ requests }: Pick<RolloutCase, 'requests'>): Change[] {
  return requests.flatMap(({ changes }) => changes);
}

/** Changes of contacts with consecutive numbers. */
export function changesFrom(first: number, count: number): Change[] {
  return Array.from({ length: count }, (_, index) => change(first + index));
}

function requestOf(system: string, first: number, count: number): ChangeRequest {
  const requestedBy = `requester-${Math.floor(first / REQUESTS_OF_ONE)}@example.com`;
  return makeRequest({ requestedBy, changes: changesFrom(first, count), source: { system } });
}

/** As many accounts as there are come first, then the next type: almost every request has an account of its own. */
function change(index: number): Change {
  const alternateContactType = ALTERNATE_CONTACT_TYPES[Math.floor(index / ACCOUNTS)];
  if (!alternateContactType) throw new Error(`there is no contact number ${index}`);
  return {
    accountId: String(FIRST_ACCOUNT + (index % ACCOUNTS)),
    alternateContactType,
    action: 'PUT',
    contact: {
      name: `Contact ${index}`,
      title: 'On duty',
      emailAddress: `contact-${index}@example.com`,
      phoneNumber: '+1 555 0100',
    },
  };
}
