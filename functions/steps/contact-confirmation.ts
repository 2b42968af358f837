import { setTimeout as delay } from 'node:timers/promises';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { getContact } from '../aws/account-management.ts';
import { readContactStates } from '../aws/open-requests.ts';
import { readRecord } from '../aws/request-table.ts';
import { knownContacts, READS_LAG_MILLISECONDS } from '../domain/approval/known-contacts.ts';
import { contactKey, isSameContact } from '../domain/contact/contact.ts';

/** The pauses after reads that do not show the contact; after the last of them it is read once more. */
const PAUSES_MILLISECONDS = [200, 400, 800, 1600, 3200];

/**
 * Whether AWS shows this contact. Reads are eventually consistent: it counts when two reads in a row show it.
 * @param seen how many reads in a row have shown it already
 * @param milliseconds the longest that this may take
 */
export async function isShown(
  key: ContactKey,
  contact: Contact | null,
  { seen = 0, milliseconds }: { seen?: number; milliseconds: number },
): Promise<boolean> {
  const giveUpAt = Date.now() + milliseconds;
  const deadline = AbortSignal.timeout(Math.max(0, milliseconds));
  const pauses = [...PAUSES_MILLISECONDS];
  for (let equalReads = seen; equalReads < 2; ) {
    const shown = await readUntil(giveUpAt, deadline, key);
    if (shown === 'too late') return false;
    equalReads = isSameContact(shown, contact) ? equalReads + 1 : 0;
    if (equalReads > 0) continue;
    const pause = pauses.shift();
    if (pause === undefined || Date.now() + pause >= giveUpAt) return false;
    await delay(pause);
  }
  return true;
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
  const [known] = knownContacts([read], states, requests);
  return known !== undefined && !isSameContact(known.contact, shown);
}

/** Whether this service has changed the contact so lately that a read may still show what it was before, or long before. */
export async function isChangedLately(key: ContactKey): Promise<boolean> {
  const [state] = await readContactStates([key]);
  return state?.changedAt !== undefined && Date.now() - state.changedAt * 1000 <= READS_LAG_MILLISECONDS;
}

async function readUntil(giveUpAt: number, deadline: AbortSignal, key: ContactKey) {
  try {
    return await getContact(key, giveUpAt - Date.now(), deadline);
  } catch (error) {
    if (deadline.aborted) return 'too late';
    throw error;
  }
}
