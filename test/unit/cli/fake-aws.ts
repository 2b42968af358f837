import type { AccountPlaces } from '../../../cli/aws/account-traits.ts';
import type { Aws } from '../../../cli/aws/connect.ts';
import type { RequestExecution } from '../../../cli/aws/executions.ts';
import type { ListedRequest } from '../../../cli/aws/request-table.ts';
import { type AccountPlace, pickTags } from '../../../functions/domain/account/account-condition.ts';
import { type AlternateContactType, type Contact, contactName } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';

/** What the fake AWS answers; a list of records is what one read after the other finds, the last one from then on. */
export interface Answers {
  records?: (RequestRecord | undefined)[];
  /** Records by their requestId; those of other requests are `records`. */
  stored?: Record<string, RequestRecord>;
  execution?: RequestExecution;
  requests?: ListedRequest[];
  /** The contacts of every account. */
  contacts?: Partial<Record<AlternateContactType, Contact>>;
  /** Contacts by name, such as `222222222222/SECURITY`; those that are not here are `contacts`. */
  contactsByName?: Record<string, Contact | null>;
  /** Thrown by the reading of contacts. */
  unreadable?: Error;
  /** Where every account is, and its tags. */
  place?: Partial<AccountPlace>;
  /** Thrown by every call. */
  error?: Error;
}

/** An event as it was put, and the arguments of other calls worth a look. */
export interface Calls {
  events: { detailType: string; detail: object }[];
  listed: { status: string; since: string | undefined }[];
  described: string[];
  places: Parameters<AccountPlaces['placeOf']>[];
  /** The names of the contacts that were read. */
  contacts: string[];
  /** How many contacts were read at the same time, at most. */
  contactsAtOnce: number;
}

/** An AWS that answers what a test wants, and notes what it was asked. */
export function fakeAws(answers: Answers = {}): { aws: Aws; calls: Calls } {
  const { records = [], stored = {}, execution, requests = [], place = {}, error } = answers;
  const calls: Calls = { events: [], listed: [], described: [], places: [], contacts: [], contactsAtOnce: 0 };
  let reads = 0;
  const orThrow = <T>(answer: T): T => {
    if (error) throw error;
    return answer;
  };
  const aws: Aws = {
    putEvent: async (detailType, detail) => void calls.events.push(orThrow({ detailType, detail })),
    readRecord: async (requestId) => {
      const found = stored[requestId];
      if (found) return orThrow(found);
      reads += 1;
      return orThrow(records[Math.min(reads, records.length) - 1]);
    },
    async *listRequests(status, since) {
      calls.listed.push(orThrow({ status, since }));
      yield* requests.filter((request) => request.status === status);
    },
    findExecution: async () => orThrow(execution),
    readExecution: async (executionArn) => {
      calls.described.push(executionArn);
      return execution ?? { isRunning: false };
    },
    placeOf: async (accountId, asked) => {
      calls.places.push(orThrow([accountId, asked]));
      const parentIds = asked.parents ? (place.parentIds ?? []) : [];
      if (asked.tagKeys.length === 0) return { accountId, parentIds };
      return { accountId, parentIds, tags: pickTags(place.tags ?? {}, asked.tagKeys) };
    },
    contactsOf: fakeContacts(answers, calls),
  };
  return { aws, calls };
}

function fakeContacts(
  { contacts = {}, contactsByName = {}, unreadable, error }: Answers,
  calls: Calls,
): Aws['contactsOf'] {
  let underWay = 0;
  return async (accountId) => async (alternateContactType) => {
    const name = contactName({ accountId, alternateContactType });
    calls.contacts.push(name);
    underWay += 1;
    calls.contactsAtOnce = Math.max(calls.contactsAtOnce, underWay);
    await Promise.resolve();
    underWay -= 1;
    if (error ?? unreadable) throw error ?? unreadable;
    const named = contactsByName[name];
    return named === undefined ? (contacts[alternateContactType] ?? null) : named;
  };
}
