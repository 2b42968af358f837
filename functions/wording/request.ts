import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { counted } from './counted.ts';
import { type ChangeKind, changeKind } from './diff.ts';

/** `change the SECURITY contact of account 222222222222`: what is requested, as the end of a sentence. */
export function askText(record: RequestRecord): string {
  const { contacts, where, isOneType } = scopeOf(record, 'account ');
  return `${askedKind(record)} ${isOneType ? 'the ' : ''}${contacts} ${where}`;
}

/** `SECURITY contact of 222222222222`: what is requested, as short as a subject must be. */
export function shortAskText(record: RequestRecord): string {
  const { contacts, where } = scopeOf(record, '');
  return `${askedKind(record) === 'remove' ? 'Removal of ' : ''}${contacts} ${where}`;
}

/** `jira OPS-42`: the system that the request comes from, and its ticket. */
export function sourceText({ request: { source } }: RequestRecord): string {
  return [source.system, source.reference].filter(Boolean).join(' ');
}

/** What `sourceText` is: a ticket, or a system without one. */
export function sourceTerm({ request: { source } }: RequestRecord): string {
  return source.reference === undefined ? 'Source' : 'Ticket';
}

/** Which contacts, and of which accounts: those of the plan, or of the request before there is a plan. */
function scopeOf({ plan = [], request }: RequestRecord, noun: string) {
  const keys: ContactKey[] = plan.length > 0 ? plan : request.changes;
  const accounts = [...new Set(keys.map(({ accountId }) => accountId))];
  const [type, ...otherTypes] = new Set(keys.map(({ alternateContactType }) => alternateContactType));
  const isOneType = otherTypes.length === 0;
  const place = accounts.length === 1 ? `${noun}${accounts[0]}` : counted(accounts.length, 'account');
  const contacts = isOneType ? `${type} contact` : counted(keys.length, 'contact');
  return { contacts, where: `${isOneType ? 'of' : 'in'} ${place}`, isOneType };
}

/** The verb for all changes: what each of them does, or `change` where they differ. */
function askedKind({ plan = [], request }: RequestRecord): ChangeKind {
  const kinds: ChangeKind[] =
    plan.length > 0
      ? plan.map(changeKind)
      : request.changes.map(({ action }) => (action === 'PUT' ? 'change' : 'remove'));
  const [first = 'change'] = kinds;
  return kinds.every((kind) => kind === first) ? first : 'change';
}
