import type { AlternateContactType } from '../../../schemas/compiled/contact-key.js';
import { ALTERNATE_CONTACT_TYPES } from '../contact/contact.ts';
import type { InventoryItem, OutsideChange, SeenContact, Standing } from './inventory.ts';

/** One contact of one account, as a report tells it. */
export interface ReportedContact extends Omit<SeenContact, 'changedOutside'> {
  alternateContactType: AlternateContactType;
  changedOutside?: Omit<OutsideChange, 'isReported' | 'isMailed'>;
}

/** An account, and what is known of its contacts. */
export interface ReportedAccount extends Omit<InventoryItem, 'contacts'> {
  /** One of each type. */
  contacts: ReportedContact[];
}

/** How many contacts stand how. */
export type Standings = Record<Standing, number>;

/** When contacts became what they are: by a request of this service, or in another way. */
export type Change = 'byRequest' | 'otherwise';

/** How long ago contacts were last read. */
export const AGES = ['day', 'week', 'month', 'quarter', 'older', 'never'] as const;
export type Age = (typeof AGES)[number];

/** What an organization's contacts are, and how that came about. */
export interface InventoryReport {
  /** When it was made, in ISO 8601. */
  at: string;
  /** In the order of their places and names. Those that are gone are there, too. */
  accounts: ReportedAccount[];
  /** Of the ACTIVE accounts only, like the other figures. */
  standings: Standings;
  byType: Record<AlternateContactType, Standings>;
  /** By the path of the organizational unit that holds the account. */
  byUnit: { ouPath: string[]; accounts: number; standings: Standings }[];
  ages: Record<Age, number>;
  /** By month (`2026-06`), the last twelve; `earlier` and `unknown` hold the rest. */
  changes: { months: (Record<Change, number> & { month: string })[]; earlier: number; unknown: number };
}

const DAY_MILLISECONDS = 86_400_000;
const AGE_DAYS: [age: Age, days: number][] = [
  ['day', 1],
  ['week', 7],
  ['month', 30],
  ['quarter', 90],
];
const MONTHS = 12;

/** The report of an inventory at a time (ISO 8601). */
export function reportOf(items: InventoryItem[], at: string): InventoryReport {
  const accounts = inOrderOfPlaces(items.map(reportedAccount));
  const active = accounts.filter(({ state }) => state === 'ACTIVE');
  const contacts = active.flatMap((account) => account.contacts);
  const ofType = (type: AlternateContactType) =>
    standingsOf(contacts.filter(({ alternateContactType }) => alternateContactType === type));
  return {
    at,
    accounts,
    standings: standingsOf(contacts),
    byType: { BILLING: ofType('BILLING'), OPERATIONS: ofType('OPERATIONS'), SECURITY: ofType('SECURITY') },
    byUnit: unitsOf(active),
    ages: agesOf(contacts, at),
    changes: changesOf(contacts, at),
  };
}

function reportedAccount({ contacts, ...account }: InventoryItem): ReportedAccount {
  return { ...account, contacts: ALTERNATE_CONTACT_TYPES.map((type) => reportedContact(type, contacts[type])) };
}

/** A contact that the inventory does not know is as unknown as one that could not be read. */
function reportedContact(
  alternateContactType: AlternateContactType,
  { changedOutside, ...seen }: SeenContact = { standing: 'unreadable' },
): ReportedContact {
  if (!changedOutside) return { alternateContactType, ...seen };
  const { isReported: _, isMailed: __, ...change } = changedOutside;
  return { alternateContactType, ...seen, changedOutside: change };
}

/** By units, then names, then ids. Code units compare: in a large organization, `localeCompare` takes seconds. */
function inOrderOfPlaces(accounts: ReportedAccount[]): ReportedAccount[] {
  return accounts
    .map((account) => ({ account, place: placeOf(account) }))
    .sort((left, right) => (left.place < right.place ? -1 : 1))
    .map(({ account }) => account);
}

function placeOf({ ouPath = [], name = '', accountId }: ReportedAccount): string {
  return [...ouPath, '', name, accountId].join('\u0000');
}

function standingsOf(contacts: ReportedContact[]): Standings {
  const standings = noStandings();
  for (const { standing } of contacts) standings[standing] += 1;
  return standings;
}

function noStandings(): Standings {
  return { inLine: 0, drifted: 0, missing: 0, unmanaged: 0, unreadable: 0 };
}

/** Accounts come in the order of their places, and so do their units. */
function unitsOf(accounts: ReportedAccount[]): InventoryReport['byUnit'] {
  const units = new Map<string, InventoryReport['byUnit'][number]>();
  for (const { ouPath = [], contacts } of accounts) {
    const key = ouPath.join('\u0000');
    const unit = units.get(key) ?? { ouPath, accounts: 0, standings: noStandings() };
    unit.accounts += 1;
    for (const { standing } of contacts) unit.standings[standing] += 1;
    units.set(key, unit);
  }
  return [...units.values()];
}

function agesOf(contacts: ReportedContact[], at: string): Record<Age, number> {
  const ages: Record<Age, number> = { day: 0, week: 0, month: 0, quarter: 0, older: 0, never: 0 };
  for (const { seenAt } of contacts) ages[seenAt === undefined ? 'never' : ageOf(seenAt, at)] += 1;
  return ages;
}

function ageOf(seenAt: string, at: string): Age {
  const days = (Date.parse(at) - Date.parse(seenAt)) / DAY_MILLISECONDS;
  return AGE_DAYS.find(([, most]) => days <= most)?.[0] ?? 'older';
}

function changesOf(contacts: ReportedContact[], at: string): InventoryReport['changes'] {
  const months = lastMonths(at).map((month) => ({ month, byRequest: 0, otherwise: 0 }));
  const byMonth = new Map(months.map((each) => [each.month, each]));
  const changes = { months, earlier: 0, unknown: 0 };
  for (const { since, setBy } of contacts) {
    const month = byMonth.get((since ?? '').slice(0, 7));
    if (month) month[setBy ? 'byRequest' : 'otherwise'] += 1;
    else changes[since === undefined ? 'unknown' : 'earlier'] += 1;
  }
  return changes;
}

/** `2026-06` and those before, the oldest first. */
function lastMonths(at: string): string[] {
  const [year = 0, month = 1] = at.split('-').map(Number);
  return Array.from({ length: MONTHS }, (_, index) =>
    new Date(Date.UTC(year, month - MONTHS + index, 1)).toISOString().slice(0, 7),
  );
}
