import type { Contact } from '../../schemas/compiled/contact.js';
import { type AlternateContactType, CONTACT_FIELDS } from '../domain/contact/contact.ts';
import { encodedDomain, type ReadableDomain } from '../domain/contact/email-address.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import { exactLine } from './visible-text.ts';

/** `set` is a contact where there was none. */
export type ChangeKind = 'set' | 'change' | 'remove';

/** One field as people read it; `null` where there is no contact. */
export interface FieldDiff {
  label: string;
  before: string | null;
  after: string | null;
  isChanged: boolean;
}

/** One contact before and after, for all the accounts in which the change is the same. */
export interface ContactDiff {
  alternateContactType: AlternateContactType;
  accountIds: string[];
  kind: ChangeKind;
  fields: FieldDiff[];
}

export const FIELD_LABELS: Record<keyof Contact, string> = {
  name: 'Name',
  title: 'Title',
  emailAddress: 'E-mail',
  phoneNumber: 'Phone',
};

/** The sentence says on which side there is no contact. */
export const KIND_WORDS: Record<ChangeKind, { label: string; sentence: string }> = {
  set: { label: 'new', sentence: 'Before: no contact.' },
  change: { label: 'changed', sentence: '' },
  remove: { label: 'removed', sentence: 'After: no contact.' },
};

/** A plan as people compare it: equal changes of several accounts are one. */
export function contactDiffs(plan: PlannedChange[]): ContactDiff[] {
  const diffs = new Map<string, ContactDiff>();
  for (const change of plan) {
    const key = JSON.stringify([change.alternateContactType, fieldValues(change.before), fieldValues(change.after)]);
    const diff = diffs.get(key) ?? toDiff(change);
    diffs.set(key, { ...diff, accountIds: [...diff.accountIds, change.accountId] });
  }
  return [...diffs.values()];
}

/** What a planned change does. */
export function changeKind({ before, after }: Pick<PlannedChange, 'before' | 'after'>): ChangeKind {
  if (before === null) return 'set';
  return after === null ? 'remove' : 'change';
}

/** A field of a contact in one line, with every character visible; beside an encoded e-mail domain is what it reads like. */
export function fieldText(field: keyof Contact, value: string): string {
  const domain = field === 'emailAddress' ? encodedDomain(value) : undefined;
  return domain ? `${exactLine(value)} (${readableText(domain)})` : exactLine(value);
}

function readableText({ unicode, scripts, isMixed }: ReadableDomain): string {
  if (unicode === '') return 'an encoded domain that cannot be read';
  const letters = isMixed ? `mixed scripts: ${scripts.join(', ')}` : `${scripts.join(', ')} letters`;
  return `reads “${exactLine(unicode)}”, ${letters}`;
}

function toDiff(change: PlannedChange): ContactDiff {
  const { alternateContactType, before, after } = change;
  const fields = CONTACT_FIELDS.map((field) => ({
    label: FIELD_LABELS[field],
    before: before && fieldText(field, before[field]),
    after: after && fieldText(field, after[field]),
    isChanged: before?.[field] !== after?.[field],
  }));
  return { alternateContactType, accountIds: [], kind: changeKind(change), fields };
}

function fieldValues(contact: Contact | null): string[] | null {
  return contact && CONTACT_FIELDS.map((field) => contact[field]);
}
