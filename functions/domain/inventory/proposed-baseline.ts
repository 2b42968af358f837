import type { BaselineContacts } from '../../../schemas/compiled/policy-schema.js';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../contact/contact.ts';
import type { Baseline } from '../organization/baseline.ts';
import type { InventoryItem } from './inventory.ts';
import {
  type Choice,
  type ContactCounts,
  choiceOf,
  countContacts,
  type Reluctance,
  type Usable,
} from './most-frequent.ts';

/** What a type of contact should be beneath an organizational unit, or the root. */
export interface ProposedContact {
  alternateContactType: AlternateContactType;
  wanted: NonNullable<BaselineContacts[AlternateContactType]>;
  /** How many of the accounts beneath have it, and how many there are of which the contact is known. */
  held: number;
  known: number;
  /** Why it is left alone. */
  because?: Reluctance;
}

/** What is proposed for one organizational unit. */
export interface ProposedUnit {
  id: string;
  /** Names from the root down, as far as they are known. */
  path: string[];
  contacts: ProposedContact[];
}

/** A baseline that leaves as it is what most accounts have. */
export interface ProposedBaseline {
  default: ProposedContact[];
  /** From the top down, so that those of inner units win. */
  overrides: ProposedUnit[];
}

/** An organizational unit, and the accounts anywhere beneath it. */
interface Unit {
  id: string;
  path: string[];
  /** From the root, which is 0. */
  depth: number;
  parentId?: string;
  counts: Record<AlternateContactType, ContactCounts>;
}

/**
 * A baseline made of what the ACTIVE accounts have: by default the contact that more than half have. An organizational unit gets
 * another one where fewer than half of its accounts have that. What no more than half have, or most do not have, is left alone;
 * so at most half of the accounts of any unit are exceptions.
 * @param isUsable whether a policy may ask for a contact
 */
export function proposedBaseline(items: InventoryItem[], isUsable: Usable): ProposedBaseline {
  const active = items.filter(({ state }) => state === 'ACTIVE');
  const everywhere = countsOf(active);
  const units = unitsOf(active);
  const proposals = ALTERNATE_CONTACT_TYPES.map((type) => proposedFor(type, everywhere[type], units, isUsable));
  const overrides = units.flatMap(({ id, path }): ProposedUnit[] => {
    const contacts = proposals.flatMap(({ byUnit }) => byUnit.get(id) ?? []);
    return contacts.length > 0 ? [{ id, path, contacts }] : [];
  });
  return { default: proposals.map(({ everywhere: proposed }) => proposed), overrides };
}

function proposedFor(
  alternateContactType: AlternateContactType,
  everywhere: ContactCounts,
  units: Unit[],
  isUsable: Usable,
): { everywhere: ProposedContact; byUnit: Map<string, ProposedContact> } {
  const first = choiceOf(everywhere, isUsable);
  const choices = new Map<string, Choice>();
  const byUnit = new Map<string, ProposedContact>();
  for (const { id, parentId, counts } of units) {
    const above = choices.get(parentId ?? '') ?? first;
    const choice = choiceOf(counts[alternateContactType], isUsable, above);
    choices.set(id, choice);
    if (choice.key !== above.key) byUnit.set(id, proposed(alternateContactType, choice));
  }
  return { everywhere: proposed(alternateContactType, first), byUnit };
}

function proposed(alternateContactType: AlternateContactType, { key: _, ...choice }: Choice): ProposedContact {
  return { alternateContactType, ...choice };
}

/** All units below the root that hold an account, from the top down, in the order of their paths. */
function unitsOf(items: InventoryItem[]): Unit[] {
  const beneath = new Map<string, InventoryItem[]>();
  for (const item of items) {
    for (const id of item.parentIds.filter(isUnit)) {
      const held = beneath.get(id) ?? [];
      held.push(item);
      beneath.set(id, held);
    }
  }
  return [...beneath]
    .map(([id, held]) => unitOf(id, held))
    .sort((left, right) => left.depth - right.depth || (left.path.join('/') < right.path.join('/') ? -1 : 1));
}

/** The root holds every account: what it should have is the default. */
function isUnit(id: string): boolean {
  return !id.startsWith('r-');
}

function unitOf(id: string, held: InventoryItem[]): Unit {
  const { parentIds = [], ouPath = [] } = held[0] ?? {};
  const fromRoot = parentIds.toReversed();
  const depth = fromRoot.indexOf(id);
  const parentId = fromRoot[depth - 1];
  return {
    id,
    path: ouPath.slice(0, depth + 1),
    depth,
    ...(parentId !== undefined && { parentId }),
    counts: countsOf(held),
  };
}

/** The same as the policy has it. */
export function baselineOf({ default: defaults, overrides }: ProposedBaseline): Baseline {
  return {
    default: contactsOf(defaults),
    overrides: overrides.map(({ id, contacts }) => ({ when: { ou: [id] }, contacts: contactsOf(contacts) })),
  };
}

function contactsOf(proposed: ProposedContact[]): BaselineContacts {
  return Object.fromEntries(proposed.map(({ alternateContactType, wanted }) => [alternateContactType, wanted]));
}

function countsOf(items: InventoryItem[]): Record<AlternateContactType, ContactCounts> {
  const counted = (type: AlternateContactType) => countContacts(items.map(({ contacts }) => contacts[type]));
  return { BILLING: counted('BILLING'), OPERATIONS: counted('OPERATIONS'), SECURITY: counted('SECURITY') };
}
