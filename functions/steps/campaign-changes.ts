import { readInventory } from '../aws/inventory.ts';
import { type ContactState, READS_LAG_MILLISECONDS } from '../domain/approval/known-contacts.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { RequestKey } from '../domain/request/request-key.ts';

/**
 * The same states, with what campaigns have made of contacts lately: reads may not show that yet, and it is not in their records.
 * @param requests the requests that the states name, by key
 */
export function withCampaignChanges(
  states: ContactState[],
  requests: Map<RequestKey, RequestRecord>,
): Promise<ContactState[]> {
  return Promise.all(states.map((state) => (isByCampaign(state, requests) ? withLastChange(state) : state)));
}

function isByCampaign({ changedBy, changedAt = 0 }: ContactState, requests: Map<RequestKey, RequestRecord>): boolean {
  const isRecent = Date.now() - changedAt * 1000 <= READS_LAG_MILLISECONDS;
  return isRecent && changedBy !== undefined && requests.get(changedBy)?.campaign !== undefined;
}

/** If somebody else has changed it since, that is what reads show. */
async function withLastChange(state: ContactState): Promise<ContactState> {
  const { contact, setBy } = (await readInventory(state.accountId))?.contacts[state.alternateContactType] ?? {};
  if (contact === undefined || setBy?.requestKey !== state.changedBy) return state;
  return { ...state, setByCampaign: { after: contact, appliedAt: setBy?.at ?? '' } };
}
