import { readContactStates, readOriginState } from '../aws/open-requests.ts';
import { readRecord, updateRecord } from '../aws/request-table.ts';
import { wakeIfOver } from '../aws/workflow.ts';
import { type CompetingRequest, competingRequest } from '../domain/approval/competing-request.ts';
import type { ContactState } from '../domain/approval/known-contacts.ts';
import { isExpired } from '../domain/approval/rounds.ts';
import type { RequestEvent } from '../domain/ledger/events.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { remainingChanges } from '../domain/ledger/remaining-changes.ts';
import { originOf } from '../domain/request/origin.ts';
import { type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';

/** Nobody compares more, and each costs a read whenever the page is opened. */
const MOST_COMPETING = 20;

/** What surrounds a request: the states of its contacts, and the requests that have to do with them or with its origin. */
export interface Neighbours {
  states: ContactState[];
  /** By key, without the request itself. Some of them may have ended. */
  requests: Map<RequestKey, RequestRecord>;
  /** When its origin was last taken back. */
  takenBackAt?: string;
}

/** Reads everything as last written. */
export async function readNeighbours(record: RequestRecord): Promise<Neighbours> {
  const states = await readContactStates(record.request.changes);
  const origin = originOf(record);
  const { requestKeys, ...taken } = origin === undefined ? { requestKeys: [] } : await readOriginState(origin);
  const ofContacts = states.flatMap((state) => [...state.requestKeys, state.claimedBy, state.changedBy]);
  return {
    states,
    requests: await readRecords([...ofContacts, ...requestKeys], requestKeyOf(record.request)),
    ...taken,
  };
}

/** The other open requests that ask for the same contacts as this one; of more than 20, some. None once it has ended. */
export async function readCompetingRequests(record: RequestRecord): Promise<CompetingRequest[]> {
  if (record.results) return [];
  const own = requestKeyOf(record.request);
  const keys = (await readContactStates(remainingChanges(record))).flatMap(({ requestKeys }) => requestKeys);
  const others = [...new Set(keys)].filter((key) => key !== own).slice(0, MOST_COMPETING);
  const at = new Date().toISOString();
  return [...(await readRecords(others)).values()]
    .filter((other) => !isExpired(other, at))
    .flatMap((other) => competingRequest(record, other) ?? [])
    .sort((one, other) => one.requestKey.localeCompare(other.requestKey));
}

/** The records with these keys, each once; keys without a record are left out. */
export async function readRecords(
  keys: (RequestKey | undefined)[],
  except?: RequestKey,
): Promise<Map<RequestKey, RequestRecord>> {
  const wanted = [...new Set(keys)].flatMap((key) => (key === undefined || key === except ? [] : [key]));
  const records = await Promise.all(wanted.map(readRecord));
  return new Map(records.flatMap((record) => (record ? [[requestKeyOf(record.request), record]] : [])));
}

/**
 * Records what a rule decides for another request, and wakes its execution if there is nothing left to wait for.
 * @returns the record as it is now, and whether this call has changed it
 */
export async function recordForOther(
  requestKey: RequestKey,
  decide: (record: RequestRecord) => RequestEvent[],
): Promise<{ record: RequestRecord; isChanged: boolean }> {
  let isChanged = false;
  const record = await updateRecord(requestKey, (current) => {
    const next = evolveAll(current, decide(current));
    isChanged = next !== current;
    return next;
  });
  // A retry finds nothing to change, but perhaps an execution that the first try did not wake.
  await wakeIfOver(record);
  return { record, isChanged };
}
