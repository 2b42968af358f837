import type { Contact } from '../../schemas/compiled/contact.js';
import type { ShownChange } from '../domain/approval/shown-changes.ts';
import { type AlternateContactType, CONTACT_FIELDS } from '../domain/contact/contact.ts';
import { encodedDomain, type ReadableDomain } from '../domain/contact/email-address.ts';
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

/** One contact before and after. */
export interface Diff {
  kind: ChangeKind;
  /** What to know besides the fields; may be empty. */
  sentence: string;
  /** Whether only approvers see what the contact is now. */
  isBeforeHidden: boolean;
  /** Those that are shown: none of a removal whose contact is hidden. */
  fields: FieldDiff[];
}

/** The same for all the accounts in which the change is the same. */
export interface ContactDiff extends Diff {
  alternateContactType: AlternateContactType;
  accountIds: string[];
}

export const FIELD_LABELS: Record<keyof Contact, string> = {
  name: 'Name',
  title: 'Title',
  emailAddress: 'E-mail',
  phoneNumber: 'Phone',
};

export const KIND_LABELS: Record<ChangeKind, string> = { set: 'new', change: 'changed', remove: 'removed' };

/** Says on which side there is no contact. */
const KIND_SENTENCES: Record<ChangeKind, string> = {
  set: 'Before: no contact.',
  change: '',
  remove: 'After: no contact.',
};

const HIDDEN_SENTENCE = 'Only approvers see what the contact is now.';

/** A plan as people compare it: equal changes of several accounts are one. */
export function contactDiffs(plan: ShownChange[]): ContactDiff[] {
  const diffs = new Map<string, ContactDiff>();
  for (const change of plan) {
    const key = JSON.stringify([change.alternateContactType, fieldValues(change.before), fieldValues(change.after)]);
    const diff = diffs.get(key) ?? toDiff(change);
    diffs.set(key, { ...diff, accountIds: [...diff.accountIds, change.accountId] });
  }
  return [...diffs.values()];
}

/** One contact before and after. */
export function contactDiff(change: Pick<ShownChange, 'before' | 'after'>): Diff {
  const kind = changeKind(change);
  const isBeforeHidden = change.before === 'hidden';
  const sentence = [KIND_SENTENCES[kind], isBeforeHidden && HIDDEN_SENTENCE].filter(Boolean).join(' ');
  return { kind, sentence, isBeforeHidden, fields: fieldDiffs(change) };
}

/** What a planned change does. */
export function changeKind({ before, after }: Pick<ShownChange, 'before' | 'after'>): ChangeKind {
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

function toDiff(change: ShownChange): ContactDiff {
  return { alternateContactType: change.alternateContactType, accountIds: [], ...contactDiff(change) };
}

/** Beside a contact that is hidden, every field is a new one: which of them differ would tell what they are. */
function fieldDiffs({ before, after }: Pick<ShownChange, 'before' | 'after'>): FieldDiff[] {
  if (before === 'hidden' && after === null) return [];
  const known = before === 'hidden' ? null : before;
  return CONTACT_FIELDS.map((field) => ({
    label: FIELD_LABELS[field],
    before: known && fieldText(field, known[field]),
    after: after && fieldText(field, after[field]),
    isChanged: known?.[field] !== after?.[field],
  }));
}

function fieldValues(contact: Contact | null | 'hidden'): string[] | string | null {
  return typeof contact === 'string' ? contact : contact && CONTACT_FIELDS.map((field) => contact[field]);
}
