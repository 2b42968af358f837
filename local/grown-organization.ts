import type { OrganizationDefinition } from 'embedded-aws/services/organizations/organization.ts';
import organization from './organization.json' with { type: 'json' };

type Account = OrganizationDefinition['accounts'][number];
type Unit = OrganizationDefinition['organizationalUnits'][number];

/** The OUs of a company: divisions, their departments, and a place for production and one for development in each. */
const DIVISIONS = {
  Platform: ['Network', 'Identity', 'Observability'],
  Retail: ['Storefront', 'Warehouse', 'Loyalty'],
  Payments: ['Cards', 'Ledger', 'Fraud'],
  Labs: ['Research', 'Prototypes', 'Training'],
};

/** The place of an account: an OU of the third level, where it costs what it costs, and whose share of the accounts is so large. */
interface Place {
  division: string;
  department: string;
  stage: 'prod' | 'dev';
  unitId: string;
  parentId: string;
  share: number;
  tags: Record<string, string>;
}

const SHARES = [13, 8, 5, 3, 2, 1];

const PLACES = Object.entries(DIVISIONS).flatMap(([division, departments], column) =>
  departments.flatMap((department, row) => {
    const parentId = unitId(division, department);
    return (['prod', 'dev'] as const).map((stage, side): Place => {
      const share = SHARES[(row * 2 + side + column) % SHARES.length] ?? 1;
      const tags = {
        CostCenter: String(4000 + column * 100 + row * 10),
        Environment: stage === 'prod' ? 'production' : 'development',
      };
      return { division, department, stage, unitId: unitId(division, department, stage), parentId, share, tags };
    });
  }),
);

/** Each place as often as its share is large. */
const LOTS = PLACES.flatMap((place) => Array.from({ length: place.share }, () => place));

/** 40 OUs in three levels. */
export const GROWN_UNITS: Unit[] = Object.entries(DIVISIONS).flatMap(([division, departments]) => [
  { id: unitId(division), name: division, parentId: organization.rootId },
  ...departments.map((department) => ({
    id: unitId(division, department),
    name: department,
    parentId: unitId(division),
  })),
  ...PLACES.filter((place) => place.division === division).map(({ stage, unitId: id, parentId }) => ({
    id,
    name: stage === 'prod' ? 'Production' : 'Development',
    parentId,
  })),
]);

/** Accounts that nobody can change any more: one for so many others. */
const ACTIVE_FOR_ONE = 200;
const FIRST_INACTIVE = 700_000_000_001;
const INACTIVE_STATES = ['SUSPENDED', 'CLOSED', 'PENDING_CLOSURE'];

/**
 * Active accounts with consecutive ids, always the same ones, and a few others besides.
 * @param first the id of the first
 */
export function grownAccounts(first: number, count: number): Account[] {
  const active = Array.from({ length: count }, (_, index) => accountOf(String(first + index), index, 'ACTIVE'));
  const inactive = Array.from({ length: Math.ceil(count / ACTIVE_FOR_ONE) }, (_, index) => {
    const state = INACTIVE_STATES[index % INACTIVE_STATES.length] ?? 'CLOSED';
    return accountOf(String(FIRST_INACTIVE + index), index * ACTIVE_FOR_ONE, state);
  });
  return [...active, ...inactive];
}

/** Some accounts are directly in their department's OU, and some have no tags. */
function accountOf(id: string, index: number, state: string): Account {
  const { department, stage, unitId: own, parentId, tags } = placeOf(index);
  return {
    id,
    name: `${department.toLowerCase()}-${stage}-${id.slice(-5)}`,
    state,
    parentId: chance(index, 1) < 2 ? parentId : own,
    tags: chance(index, 2) < 3 ? {} : tags,
  };
}

/** How often a type of contact is not set, and how often it is somebody's own, in percent. */
const EXCEPTIONS: Record<string, { missing: number; other: number }> = {
  SECURITY: { missing: 4, other: 3 },
  OPERATIONS: { missing: 12, other: 2 },
  BILLING: { missing: 20, other: 1 },
};

/** A contact of the account with this index: mostly that of its division or department. @param index from 0 on */
export function grownContact(index: number, type: string): Record<string, string> | undefined {
  const rates = EXCEPTIONS[type];
  if (index < 0 || !rates) return undefined;
  const { division, department } = placeOf(index);
  const lot = chance(index, type.length);
  // The labs have never said who pays, and a department of Retail never whom to warn.
  const isNeverSet = (type === 'BILLING' && division === 'Labs') || (type === 'SECURITY' && department === 'Loyalty');
  if (isNeverSet || lot < rates.missing) return undefined;
  const own = contact(
    type,
    `Team lead ${index % 7}`,
    'Team lead',
    `lead-${index % 7}@${lot % 2 ? 'example.com' : 'example.net'}`,
  );
  return lot < rates.missing + rates.other ? own : usualContact(type, division, department);
}

function usualContact(type: string, division: string, department: string): Record<string, string> {
  if (type === 'BILLING') return contact(type, 'Cloud finance', 'Finance', 'billing@example.com', '+1 555 0102');
  if (type === 'OPERATIONS') {
    return contact(type, `${department} operations`, 'Operations', `${department.toLowerCase()}-ops@example.com`);
  }
  return division === 'Platform' || division === 'Labs'
    ? contact(type, 'Security operations', 'Security', 'security@example.com')
    : contact(type, `${division} security`, 'Security', `${division.toLowerCase()}-security@example.com`);
}

function contact(type: string, name: string, title: string, emailAddress: string, phoneNumber = '+1 555 0100') {
  return {
    AlternateContactType: type,
    Name: name,
    Title: title,
    EmailAddress: emailAddress,
    PhoneNumber: phoneNumber,
  };
}

function placeOf(index: number): Place {
  const place = LOTS[scrambled(index) % LOTS.length];
  if (!place) throw new RangeError(`there is no account ${index}`);
  return place;
}

/** From 0 to 99, by an account and what is decided. */
function chance(index: number, question: number): number {
  return scrambled(index * 31 + question) % 100;
}

/** A number without a pattern, but always the same. */
function scrambled(number: number): number {
  let bits = Math.imul(number + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca77);
  return (bits ^ (bits >>> 13)) >>> 0;
}

/** For example `ou-ab12-unitretailstorefrontprod`; the last part has at least eight letters. */
function unitId(...names: string[]): string {
  return `ou-ab12-unit${names.join('').toLowerCase()}`;
}
