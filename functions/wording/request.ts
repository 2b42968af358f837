import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { remainingChanges } from '../domain/ledger/remaining-changes.ts';
import { accountText } from './account.ts';
import { counted } from './counted.ts';
import { type ChangeKind, changeKind } from './diff.ts';
import { excerpt } from './visible-text.ts';

/** A sentence has room for so much of an account's name. */
const NAME_CHARACTERS = 30;

/** `change the SECURITY contact of account 222222222222 (Payments)`: what is requested, as the end of a sentence. */
export function askText(record: RequestRecord): string {
  if (record.request.changeSet) return `${campaignKind(record)} ${campaignScope(record)}`;
  const { contacts, where, isOneType } = scopeOf(record, 'account ');
  return `${askedKind(record)} ${isOneType ? 'the ' : ''}${contacts} ${where}`;
}

/** `SECURITY contact of 222222222222 (Payments)`: what is requested, as short as a subject must be. */
export function shortAskText(record: RequestRecord): string {
  if (record.request.changeSet)
    return `${campaignKind(record) === 'remove' ? 'Removal of ' : ''}${campaignScope(record)}`;
  const { contacts, where } = scopeOf(record, '');
  return `${askedKind(record) === 'remove' ? 'Removal of ' : ''}${contacts} ${where}`;
}

/** How many changes a request asks for, in itself or by a change set. */
export function requestedCount({ changes, changeSet }: Pick<ChangeRequest, 'changes' | 'changeSet'>): number {
  return changeSet?.count ?? changes.length;
}

/** `jira OPS-42`: the system that the request comes from, and its ticket. */
export function sourceText({ request: { source } }: { request: Pick<ChangeRequest, 'source'> }): string {
  return [source.system, source.reference].filter(Boolean).join(' ');
}

/** What `sourceText` is: a ticket, or a system without one. */
export function sourceTerm({ request: { source } }: RequestRecord): string {
  return source.reference === undefined ? 'Source' : 'Ticket';
}

/** `1,204 contacts in 1,180 accounts`: as far as it is known before the plan, how many contacts. */
function campaignScope({ campaign, request }: RequestRecord): string {
  if (!campaign || campaign.count === 0) return counted(requestedCount(request), 'contact');
  return `${counted(campaign.count, 'contact')} in ${counted(campaign.accounts, 'account')}`;
}

function campaignKind({ campaign }: RequestRecord): ChangeKind {
  return campaign && campaign.count > 0 && campaign.removed === campaign.count ? 'remove' : 'change';
}

/** Which contacts, and of which accounts. */
function scopeOf(record: RequestRecord, noun: string) {
  const keys: ContactKey[] = plannedChanges(record) ?? requestedChanges(record);
  const ids = [...new Set(keys.map(({ accountId }) => accountId))];
  const [type, ...otherTypes] = new Set(keys.map(({ alternateContactType }) => alternateContactType));
  const isOneType = otherTypes.length === 0;
  const [accountId = ''] = ids;
  const place = ids.length === 1 ? `${noun}${namedAccount(accountId, record)}` : counted(ids.length, 'account');
  const contacts = isOneType ? `${type} contact` : counted(keys.length, 'contact');
  return { contacts, where: `${isOneType ? 'of' : 'in'} ${place}`, isOneType };
}

/** The verb for all changes: what each of them does, or `change` where they differ. */
function askedKind(record: RequestRecord): ChangeKind {
  const kinds: ChangeKind[] =
    plannedChanges(record)?.map(changeKind) ??
    requestedChanges(record).map(({ action }) => (action === 'PUT' ? 'change' : 'remove'));
  const [first = 'change'] = kinds;
  return kinds.every((kind) => kind === first) ? first : 'change';
}

/** What is left to change; nothing if there is no plan that says so. */
function plannedChanges({ plan = [], isOutdated }: RequestRecord) {
  return plan.length > 0 && !isOutdated ? plan : undefined;
}

/** What is still requested, or was. */
function requestedChanges(record: RequestRecord) {
  const remaining = remainingChanges(record);
  return remaining.length > 0 ? remaining : record.request.changes;
}

/** The diff shows the rest of what is known of the account. */
function namedAccount(accountId: string, { accounts }: RequestRecord): string {
  const name = accounts.find((account) => account.accountId === accountId)?.name;
  return accountText({ accountId, ...(name !== undefined && { name: excerpt(name, NAME_CHARACTERS) }) });
}
