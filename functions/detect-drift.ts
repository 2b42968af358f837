import { setTimeout as delay } from 'node:timers/promises';
import type { Contact } from '../schemas/compiled/contact.js';
import validInput from '../schemas/compiled/detect-drift.input.js';
import validOutput from '../schemas/compiled/detect-drift.output.js';
import { getContact } from './aws/account-management.ts';
import { readInventory, updateInventory } from './aws/inventory.ts';
import { contactKey, contactName } from './domain/contact/contact.ts';
import { ContactLockedError } from './domain/errors.ts';
import type { InventoryItem } from './domain/inventory/inventory.ts';
import { isChange, withLook } from './domain/inventory/looks.ts';
import { type ContactCall, readContactEvent } from './domain/organization/contact-event.ts';
import { MOST_LOOKS } from './domain/pace/turn.ts';
import { taskChain } from './middleware/task-chain.ts';
import { ACCOUNT_CONTEXT, environmentVariable, TIME_SCALE } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { mailDrifts, unmailedDrifts } from './steps/drift-mails.ts';
import { reportDrifts } from './steps/drift-reports.ts';
import { ownSetterOf } from './steps/inventory-writing.ts';
import { reserveReads } from './steps/turn-reservations.ts';
import { untilLetThrough, waitToRead } from './steps/turns.ts';

/** The roles in which this service changes contacts: where it runs, and in the management account. */
const OWN_ROLES = [environmentVariable('APPLY_CHANGE_ROLE_ARN'), ACCOUNT_CONTEXT.managementRoleArn];

/** So long before this service says that it has set a contact, somebody else may have changed it after the write. */
const APPLYING_MILLISECONDS = 30_000;

/** A read soon after a call may still show what was before it. */
const PAUSES_MILLISECONDS = [0, 1500, 3000];

/** A read that is throttled all the same waits here for so long. */
const READING_MILLISECONDS = 5000;

/**
 * Looks at a contact that AWS reports a call for, tells of it if somebody else has changed it, and keeps what it is now.
 * @throws ContactLockedError while a request changes it; Lambda tries again
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ detail }) => {
  const call = readContactEvent(detail);
  if ('ignored' in call) return call;
  if (call.role !== undefined && OWN_ROLES.includes(call.role)) return { ignored: 'this service has made the call' };
  const item = await readInventory(call.accountId);
  if (!item) return { ignored: 'no sweep has read the account yet' };
  const changed = await lookAgain(item, call);
  return { ...contactKey(call), changed };
});

/** @returns whether somebody else has changed the contact */
async function lookAgain(item: InventoryItem, call: ContactCall): Promise<boolean> {
  const { alternateContactType, calledBy, calledAt } = call;
  const seen = item.contacts[alternateContactType];
  // Whoever approved that has seen what the call had made of it.
  if (seen?.setBy && Date.parse(seen.setBy.at) - Date.parse(calledAt) > APPLYING_MILLISECONDS) return false;
  const { at, contact } = await readChanged(item, call);
  const setBy = isChange(seen, { contact }) ? await ownSetterOf(call, contact, seen?.since) : undefined;
  if (setBy === 'underWay') throw new ContactLockedError(`a request is changing ${contactName(call)}`);
  const look = { alternateContactType, contact, at, foundBy: 'event', changedBy: calledBy, setBy } as const;
  const after = await updateInventory(item.accountId, (current) =>
    withLook(current ?? item, look, policy.baseline ?? {}),
  );
  if (!after || (await reportDrifts(after)) === 0) return false;
  await mailDrifts(unmailedDrifts(after)).catch(logged('Nobody was mailed yet', { ...contactKey(call) }));
  return true;
}

/** Reads the contact until it shows another one than the inventory has, a few times: the call may have set the same one again. */
async function readChanged(item: InventoryItem, call: ContactCall): Promise<{ at: string; contact: Contact | null }> {
  const seen = item.contacts[call.alternateContactType];
  let read: { at: string; contact: Contact | null } = { at: '', contact: null };
  for (const pause of PAUSES_MILLISECONDS) {
    await delay(pause * TIME_SCALE);
    read = await readAtTurn(call);
    if (isChange(seen, read)) break;
  }
  return read;
}

async function readAtTurn(call: ContactCall): Promise<{ at: string; contact: Contact | null }> {
  const [inLine] = await reserveReads([contactKey(call)]);
  if (inLine) await waitToRead(inLine.turn, MOST_LOOKS.front);
  const at = new Date().toISOString();
  return { at, contact: await untilLetThrough('read', READING_MILLISECONDS, () => getContact(contactKey(call))) };
}
