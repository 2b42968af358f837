import type { ContactKey } from '../domain/contact.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { type ChangeKind, changeKind } from './diff-view.ts';

/** `change the SECURITY contact of account 222222222222`: what is asked, as the end of a sentence. */
export function askText(record: RequestRecord): string {
  return `${askedVerb(record)} ${contactsText(record, 'account ')}`;
}

/** `SECURITY contact of 222222222222`: what is asked, as short as a subject must be. */
export function shortAskText(record: RequestRecord): string {
  const contacts = contactsText(record, '').replace(/^the /, '');
  return askedVerb(record) === 'remove' ? `Removal of ${contacts}` : contacts;
}

/** `jira OPS-42`: the system that the request comes from and its ticket. */
export function sourceText({ request: { source } }: RequestRecord): string {
  return [source.system, source.reference].filter(Boolean).join(' ');
}

/** What `sourceText` is: a ticket, or a system without one. */
export function sourceTerm({ request: { source } }: RequestRecord): string {
  return source.reference === undefined ? 'Source' : 'Ticket';
}

/** The URL when it is one of https without credentials in it, else nothing: no other becomes a link. */
export function httpsUrl(url: string | undefined): URL | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed?.protocol === 'https:' && !parsed.username && !parsed.password ? parsed : undefined;
}

/** `1 contact`, `2 contacts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** The contacts in question: those of the plan, or before there is one those of the request. */
function contactsOf({ plan, request }: RequestRecord): ContactKey[] {
  return plan && plan.length > 0 ? plan : request.changes;
}

function askedVerb({ plan, request }: RequestRecord): ChangeKind {
  const kinds: ChangeKind[] =
    plan && plan.length > 0
      ? plan.map(changeKind)
      : request.changes.map(({ action }) => (action === 'PUT' ? 'change' : 'remove'));
  const [first = 'change'] = kinds;
  return kinds.every((kind) => kind === first) ? first : 'change';
}

function contactsText(record: RequestRecord, noun: string): string {
  const contacts = contactsOf(record);
  const accounts = [...new Set(contacts.map(({ accountId }) => accountId))];
  const types = [...new Set(contacts.map(({ alternateContactType }) => alternateContactType))];
  const where = accounts.length === 1 ? `${noun}${accounts[0]}` : counted(accounts.length, 'account');
  if (types.length === 1) return `the ${types[0]} contact of ${where}`;
  return `${counted(contacts.length, 'contact')} of ${where}`;
}
