import type { Contact } from '../../../schemas/compiled/contact.js';
import type { AlternateContactType } from '../../../schemas/compiled/contact-key.js';
import type { RequestKey } from '../request/request-key.ts';

/**
 * How a contact stands to what it should be: as wanted, another one, not set although one is wanted, left alone by the baseline, or
 * not known, because it could not be read.
 */
export type Standing = 'inLine' | 'drifted' | 'missing' | 'unmanaged' | 'unreadable';

/** Who has set a contact by this service. */
export interface SetBy {
  requestKey: RequestKey;
  /** E-mail address. */
  requestedBy: string;
  /** E-mail addresses of those whose votes decided; empty if the policy asks nobody. */
  approvedBy: string[];
  /** When it was applied, in ISO 8601, like all times. */
  at: string;
  /** Of the plan that was approved; see `planFingerprint`. */
  fingerprint: string;
}

/** What was seen of one contact of an account. */
export interface SeenContact {
  /** As it was read last; `null` is no contact. Missing if it has never been read. */
  contact?: Contact | null;
  /** When it was last read, or written by this service. */
  seenAt?: string;
  standing: Standing;
  /** Why it could not be read: the name of AWS's error. */
  error?: string;
  /** Since when it has been what it is, as far as is known. */
  since?: string;
  /** Missing once somebody else has changed it. */
  setBy?: SetBy;
  /** That an approved request has made what somebody else had set the wanted contact. */
  isAdopted?: true;
  /** When it was found that somebody else had changed it, and whether that has been reported. */
  changedOutside?: { foundAt: string; isReported: boolean };
}

/** What is known of an account of the organization. */
export interface InventoryItem {
  accountId: string;
  name?: string;
  /** Names from the root down; see the schema of the account. */
  ouPath?: string[];
  /** Ids, nearest first. */
  parentIds: string[];
  /** Those that the policy asks about. */
  tags?: Record<string, string>;
  /** `ACTIVE`, or what AWS Organizations says; `GONE` if the last sweep did not find it. */
  state: string;
  /** When AWS Organizations was last asked about it. */
  listedAt: string;
  contacts: Partial<Record<AlternateContactType, SeenContact>>;
}
