import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest } from '../../integration/requester.ts';

/** Requests that are put at once. */
export interface RolloutCase {
  name: string;
  requests: ChangeRequest[];
}

/** `source.system` of the requests that the policy pre-approves. */
export const SYSTEM = 'rollout';

const ACCOUNTS = 1000;
const FIRST_ACCOUNT = 900_000_000_001;

/** How many changes each request has, in turn: 1 to 3, two on average. */
const SIZES = [1, 2, 3, 2];

/** The cases by name; no case has the same contact twice. */
export const CASES: ReadonlyMap<string, () => RolloutCase> = new Map([
  ['100', () => ofRequests(100)],
  ['500', () => ofRequests(500)],
  ['1000', () => ofRequests(1000)],
  ['one-of-100', () => ({ name: '1 request of 100 changes', requests: [request(0, 100)] })],
]);

function ofRequests(count: number): RolloutCase {
  const requests: ChangeRequest[] = [];
  for (let first = 0; requests.length < count; ) {
    const size = SIZES[requests.length % SIZES.length] ?? 1;
    requests.push(request(first, size));
    first += size;
  }
  return { name: `${count.toLocaleString('en')} requests of 1 to 3 changes`, requests };
}

function request(first: number, size: number): ChangeRequest {
  const changes = Array.from({ length: size }, (_, index) => change(first + index));
  return makeRequest({ changes, source: { system: SYSTEM } });
}

function change(index: number): Change {
  const alternateContactType = ALTERNATE_CONTACT_TYPES[Math.floor(index / ACCOUNTS)];
  if (!alternateContactType) throw new Error(`there is no contact number ${index}`);
  return {
    accountId: String(FIRST_ACCOUNT + (index % ACCOUNTS)),
    alternateContactType,
    action: 'PUT',
    contact: {
      name: `Contact ${index}`,
      title: 'On duty',
      emailAddress: `contact-${index}@example.com`,
      phoneNumber: '+1 555 0100',
    },
  };
}
