import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { withdrawChanges } from '../domain/approval/withdrawal.ts';
import { ALTERNATE_CONTACT_TYPES } from '../domain/contact/contact.ts';
import type { WithdrawalCause } from '../domain/ledger/events.ts';
import { baselineOrigin, ticketOrigin } from '../domain/request/origin.ts';
import { readRecords, recordForOther } from './neighbours.ts';
import { readContactStates, requestIdsOfOrigin } from './open-requests.ts';

/** Withdraws what still waits of a ticket's requests. @returns the ids of the requests from which something was withdrawn */
export async function withdrawTicket(
  { system, reference }: { system: string; reference: string },
  because: WithdrawalCause,
): Promise<string[]> {
  return withdraw(await requestIdsOfOrigin(ticketOrigin(system, reference)), 'all', because);
}

/** Withdraws what still waits of the baseline requests for an account. @returns their ids */
export async function withdrawBaseline(accountId: string, because: WithdrawalCause): Promise<string[]> {
  return withdraw(await requestIdsOfOrigin(baselineOrigin(accountId)), 'all', because);
}

/** Withdraws all changes of an account's contacts that still wait, whoever asked for them. @returns the ids of the requests */
export async function withdrawAccount(accountId: string, because: WithdrawalCause): Promise<string[]> {
  const contacts = ALTERNATE_CONTACT_TYPES.map((alternateContactType) => ({ accountId, alternateContactType }));
  const states = await readContactStates(contacts);
  return withdraw(
    states.flatMap(({ requestIds }) => requestIds),
    contacts,
    because,
  );
}

async function withdraw(ids: string[], contacts: ContactKey[] | 'all', because: WithdrawalCause): Promise<string[]> {
  const at = new Date().toISOString();
  const withdrawn: string[] = [];
  for (const requestId of (await readRecords(ids)).keys()) {
    const { isChanged } = await recordForOther(requestId, (current) => withdrawChanges(current, contacts, because, at));
    if (isChanged) withdrawn.push(requestId);
  }
  return withdrawn;
}
