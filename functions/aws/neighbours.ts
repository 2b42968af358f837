import { type CompetingRequest, competingRequest } from '../domain/approval/competing-request.ts';
import type { ContactState } from '../domain/approval/known-contacts.ts';
import { isExpired } from '../domain/approval/rounds.ts';
import type { RequestEvent } from '../domain/ledger/events.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { remainingChanges } from '../domain/ledger/remaining-changes.ts';
import { originOf } from '../domain/request/origin.ts';
import { readContactStates, readOriginState } from './open-requests.ts';
import { readRecord, updateRecord } from './request-table.ts';
import { wakeIfOver } from './workflow.ts';

/** Nobody compares more, and each costs a read whenever the page is opened. */
const MOST_COMPETING = 20;

/** What surrounds a request: the states of its contacts, and the requests that have to do with them or with its origin. */
export interface Neighbours {
  states: ContactState[];
  /** By id, without the request itself. Some of them may have ended. */
  requests: Map<string, RequestRecord>;
  /** When its origin was last taken back. */
  takenBackAt?: string;
}

/** Reads everything as last written. */
export async function readNeighbours(record: RequestRecord): Promise<Neighbours> {
  const { changes, requestId } = record.request;
  const states = await readContactStates(changes);
  const origin = originOf(record);
  const { requestIds, ...taken } = origin === undefined ? { requestIds: [] } : await readOriginState(origin);
  const ofContacts = states.flatMap((state) => [...state.requestIds, state.claimedBy, state.changedBy]);
  return { states, requests: await readRecords([...ofContacts, ...requestIds], requestId), ...taken };
}

/** The other open requests that ask for the same contacts as this one; of more than 20, some. None once it has ended. */
export async function readCompetingRequests(record: RequestRecord): Promise<CompetingRequest[]> {
  if (record.results) return [];
  const { request } = record;
  const ids = (await readContactStates(remainingChanges(record))).flatMap(({ requestIds }) => requestIds);
  const others = [...new Set(ids)].filter((id) => id !== request.requestId).slice(0, MOST_COMPETING);
  const at = new Date().toISOString();
  return [...(await readRecords(others)).values()]
    .filter((other) => !isExpired(other, at))
    .flatMap((other) => competingRequest(record, other) ?? [])
    .sort((one, other) => one.requestId.localeCompare(other.requestId));
}

/** The records with these ids, each once; ids without a record are left out. */
export async function readRecords(ids: (string | undefined)[], except?: string): Promise<Map<string, RequestRecord>> {
  const wanted = [...new Set(ids)].filter((id) => id !== undefined && id !== except);
  const records = await Promise.all(wanted.map((id) => readRecord(id ?? '')));
  return new Map(records.flatMap((record) => (record ? [[record.request.requestId, record]] : [])));
}

/**
 * Records what a rule decides for another request, and wakes its execution if there is nothing left to wait for.
 * @returns the record as it is now, and whether this call has changed it
 */
export async function recordForOther(
  requestId: string,
  decide: (record: RequestRecord) => RequestEvent[],
): Promise<{ record: RequestRecord; isChanged: boolean }> {
  let isChanged = false;
  const record = await updateRecord(requestId, (current) => {
    const events = decide(current);
    isChanged = events.length > 0;
    return evolveAll(current, events);
  });
  // A retry finds nothing to change, but perhaps an execution that the first try did not wake.
  await wakeIfOver(record);
  return { record, isChanged };
}
