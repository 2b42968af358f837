import type { Account } from '../../../schemas/compiled/account.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { AlternateContactType, ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { ErrorFacts } from '../ledger/events.ts';
import type { PlannedChange } from '../request/plan.ts';

/** What a campaign asks for of some accounts, as it was when the change set was checked. */
export interface TargetPage {
  /** From 1: page 0 is for the changes that go first. */
  page: number;
  changes: (ContactKey & { after: Contact | null })[];
  /** Those of the changes, with the tags that the policy asks about. */
  accounts: Account[];
}

/** The plan of some of a campaign's changes: what is read and applied together. */
export interface PlanPage {
  /** From 1; page 0 has the changes that go first, if the policy wants some to. */
  page: number;
  /** What is left to change. What is in place already, or could not be read, is not in here. */
  changes: PlannedChange[];
  accounts: Account[];
  /** Contacts that could not be read: they end FAILED, and nobody is asked about them. */
  unreadable: (ContactKey & { error: ErrorFacts })[];
  /** Contacts that are as asked already. */
  inPlace: ContactKey[];
}

/** A page as the list of pages names it. Its object holds exactly these bytes. */
export interface PageEntry {
  page: number;
  /** SHA-256 (hex) of the object. */
  sha256: string;
  /** How many changes it plans. */
  count: number;
}

/** Changes that make the same of the same. */
export interface ChangeGroup {
  alternateContactType: AlternateContactType;
  before: Contact | null;
  after: Contact | null;
  /** How many accounts. */
  count: number;
  /** The first few of them, by name. */
  accounts: Pick<Account, 'accountId' | 'name' | 'ouPath'>[];
}

/** What approvers read of the plan of a campaign. */
export interface PlanSummary {
  /** How many changes are planned. */
  count: number;
  /** How many accounts they concern. */
  accounts: number;
  /** The largest first; at most `MOST_GROUPS`. */
  groups: ChangeGroup[];
  /** How many groups there are beyond these, and how many changes they hold. */
  further: { groups: number; changes: number };
  /** How many contacts were as asked already; those that could not be read, at most `MOST_UNREADABLE`, and how many they are. */
  inPlace: number;
  unreadable: (ContactKey & { error: ErrorFacts })[];
  unreadableCount: number;
  /** How many contacts are removed: the account has none of that type afterwards. */
  removed: number;
  /** SHA-256 (hex) of the other objects that approvers use: the index that they search, and the whole plan as CSV. */
  index: string;
  csv: string;
}

export const MOST_GROUPS = 200;

export const MOST_UNREADABLE = 100;
