import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { textAt } from 'embedded-aws/json.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';

/** The functions' names begin so; every other caller is somebody else. */
const SERVICE_PREFIX = 'alternate-contacts-';

/** Those that the service's functions have made. */
export function ownCalls(calls: LoggedCall[]): LoggedCall[] {
  return calls.filter(({ caller }) => caller.includes(SERVICE_PREFIX));
}

/** Those that somebody else has made. */
export function foreignCalls(calls: LoggedCall[]): LoggedCall[] {
  return calls.filter(({ caller }) => !caller.includes(SERVICE_PREFIX));
}

/** Of some calls, the share that was refused because of a quota. */
export function throttledShare(calls: LoggedCall[]): number {
  return calls.length === 0 ? 0 : calls.filter(({ status }) => status === 429).length / calls.length;
}

/** The writes that were let through, in the order of their arrival. */
export function acceptedPuts(calls: LoggedCall[]): LoggedCall[] {
  return calls.filter(({ operation, status }) => operation === 'PutAlternateContact' && status === 200);
}

/** When a call arrived, in milliseconds since 1970. */
export function timeOf({ at }: LoggedCall): number {
  return Date.parse(at);
}

/** The contacts that were written more than once. */
export function writtenTwice(calls: LoggedCall[]): string[] {
  const byContact = Map.groupBy(acceptedPuts(calls), nameOf);
  return [...byContact].filter(([, writes]) => writes.length > 1).map(([name]) => name);
}

/** What the last write of each contact has left there. */
export function writtenContacts(calls: LoggedCall[]): Map<string, Contact> {
  return new Map(
    acceptedPuts(calls).map((call) => {
      const text = (key: string) => textAt(call.input, key) ?? '';
      const [name, title] = [text('Name'), text('Title')];
      return [nameOf(call), { name, title, emailAddress: text('EmailAddress'), phoneNumber: text('PhoneNumber') }];
    }),
  );
}

function nameOf({ input }: LoggedCall): string {
  return `${textAt(input, 'AccountId')}/${textAt(input, 'AlternateContactType')}`;
}
