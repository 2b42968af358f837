import { noteTakenBack, readContactStates, readOriginState } from '../aws/open-requests.ts';
import { takeBack, withdrawChanges } from '../domain/approval/withdrawal.ts';
import { ALTERNATE_CONTACT_TYPES } from '../domain/contact/contact.ts';
import type { RequestEvent, WithdrawalCause } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { baselineRevision } from '../domain/organization/baseline.ts';
import { baselineOrigin, ticketOrigin } from '../domain/request/origin.ts';
import { type RequestKey, requestIdIn } from '../domain/request/request-key.ts';
import { readRecords, recordForOther } from './neighbours.ts';

/**
 * Withdraws what a ticket has asked for by then, as far as it still waits. Requests that were asked for earlier and come later
 * find that noted.
 * @param takenBackAt ISO 8601
 * @returns the keys of the requests from which something was withdrawn
 */
export async function withdrawTicket(
  { system, reference }: { system: string; reference: string },
  takenBackAt: string,
): Promise<RequestKey[]> {
  const origin = ticketOrigin('signature', system, reference);
  await noteTakenBack(origin, takenBackAt);
  const { requestKeys } = await readOriginState(origin);
  return withdraw(requestKeys, (current, at) => takeBack(current, takenBackAt, at));
}

/** Withdraws what still waits of the requests for baselines of an account before this revision. @returns their keys */
export async function withdrawBaseline(
  accountId: string,
  revision: number,
  because: WithdrawalCause,
): Promise<RequestKey[]> {
  const { requestKeys } = await readOriginState(baselineOrigin(accountId));
  const earlier = requestKeys.filter((requestKey) => baselineRevision(requestIdIn(requestKey)) < revision);
  return withdraw(earlier, (current, at) => withdrawChanges(current, 'all', because, at));
}

/** Withdraws all changes of an account's contacts that still wait, whoever asked for them. @returns the keys of the requests */
export async function withdrawAccount(accountId: string, because: WithdrawalCause): Promise<RequestKey[]> {
  const contacts = ALTERNATE_CONTACT_TYPES.map((alternateContactType) => ({ accountId, alternateContactType }));
  const states = await readContactStates(contacts);
  const requestKeys = states.flatMap((state) => state.requestKeys);
  return withdraw(requestKeys, (current, at) => withdrawChanges(current, contacts, because, at));
}

async function withdraw(
  keys: RequestKey[],
  decide: (record: RequestRecord, at: string) => RequestEvent[],
): Promise<RequestKey[]> {
  const at = new Date().toISOString();
  const withdrawn: RequestKey[] = [];
  for (const requestKey of (await readRecords(keys)).keys()) {
    const { isChanged } = await recordForOther(requestKey, (current) => decide(current, at));
    if (isChanged) withdrawn.push(requestKey);
  }
  return withdrawn;
}
