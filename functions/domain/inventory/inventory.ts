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
  /** When that was found. */
  errorAt?: string;
  /** Since when it has been what it is, as far as is known. */
  since?: string;
  /** Missing once somebody else has changed it. */
  setBy?: SetBy;
  /** What an approved request has made the wanted contact, because somebody else had set it; `null` is no contact. */
  adopted?: Contact | null;
  /** The changes by somebody else that requests were made for, by when they were found (ISO 8601): the last few, the latest last. */
  answered?: string[];
  /** The last change by somebody else; missing once this service has set the contact again. */
  changedOutside?: OutsideChange;
}

/** A change of a contact that this service has not made. */
export interface OutsideChange {
  /** ISO 8601. */
  foundAt: string;
  /** By the event of the call, or by reading all contacts. */
  foundBy: 'event' | 'sweep';
  /** The ARN of whoever made the call, if its event says so. */
  changedBy?: string;
  /** Whether its event is on the bus, with what follows from it. */
  isReported: boolean;
  /** Whether those who hear of it by mail have been told, or nobody does. */
  isMailed: boolean;
}

/** The state of an account that the last two sweeps did not find. */
export const GONE = 'GONE';

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
  /** `ACTIVE`, or what AWS Organizations says; `GONE` if the last two sweeps did not find it. */
  state: string;
  /** When AWS Organizations was last asked about it. */
  listedAt: string;
  /** When the last sweep began, if it did not find the account (ISO 8601). */
  missedSince?: string;
  contacts: Partial<Record<AlternateContactType, SeenContact>>;
}
