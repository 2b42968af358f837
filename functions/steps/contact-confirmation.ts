import { setTimeout as delay } from 'node:timers/promises';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { readContactStates } from '../aws/open-requests.ts';
import { readRecord } from '../aws/request-table.ts';
import { knownContacts, READS_LAG_MILLISECONDS } from '../domain/approval/known-contacts.ts';
import { contactKey, isSameContact } from '../domain/contact/contact.ts';
import { withCampaignChanges } from './campaign-changes.ts';

/** Reads a contact, unless the signal is aborted before. */
type ContactReader = (key: ContactKey, signal: AbortSignal) => Promise<Contact | null>;

/** The pauses after reads that do not show the contact; after the last of them it is read once more. */
const PAUSES_MILLISECONDS = [200, 400, 800, 1600, 3200];

/**
 * Whether AWS shows this contact. Reads are eventually consistent: one that shows what was written proves that it was.
 * @param milliseconds the longest that this may take
 * @param read reads the contact
 */
export async function isShown(
  key: ContactKey,
  contact: Contact | null,
  { milliseconds, read }: { milliseconds: number; read: ContactReader },
): Promise<boolean> {
  const giveUpAt = Date.now() + milliseconds;
  const deadline = AbortSignal.timeout(Math.max(0, milliseconds));
  for (const pause of [...PAUSES_MILLISECONDS, Number.POSITIVE_INFINITY]) {
    const shown = await readUntil(deadline, () => read(key, deadline));
    if (shown === 'too late') return false;
    if (isSameContact(shown, contact)) return true;
    if (Date.now() + pause >= giveUpAt) return false;
    await delay(pause);
  }
  return false;
}

/**
 * Whether a read that shows this contact lags behind: it is what the contact was before the last change that this service
 * has made, and that change is recent.
 */
export async function isOutOfDate(key: ContactKey, shown: Contact | null): Promise<boolean> {
  const states = await readContactStates([key]);
  const last = states[0]?.changedBy;
  const record = last === undefined ? undefined : await readRecord(last);
  const requests = new Map(last === undefined || !record ? [] : [[last, record]]);
  const read = { ...contactKey(key), contact: shown, readAt: new Date().toISOString() };
  const [known] = knownContacts([read], await withCampaignChanges(states, requests), requests);
  return known !== undefined && !isSameContact(known.contact, shown);
}

/** Whether this service has changed the contact so lately that a read may still show what it was before, or long before. */
export async function isChangedLately(key: ContactKey): Promise<boolean> {
  const [state] = await readContactStates([key]);
  return state?.changedAt !== undefined && Date.now() - state.changedAt * 1000 <= READS_LAG_MILLISECONDS;
}

async function readUntil(deadline: AbortSignal, read: () => Promise<Contact | null>) {
  try {
    return await read();
  } catch (error) {
    if (deadline.aborted) return 'too late';
    throw error;
  }
}
