import { type AlternateContactType, CONTACT_FIELDS, type Contact } from '../domain/contact.ts';
import type { PlannedChange } from '../domain/plan.ts';
import { visibleLine } from './visible-text.ts';

/** What happens to a contact: it is set where there was none, changed, or removed. */
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

const LABELS: Record<keyof Contact, string> = {
  name: 'Name',
  title: 'Title',
  emailAddress: 'E-mail',
  phoneNumber: 'Phone',
};

/** What becomes of a contact, in words for people. */
export const KIND_TEXT: Record<ChangeKind, { label: string; sentence: string }> = {
  set: { label: 'new', sentence: 'Before: no contact set.' },
  change: { label: 'changed', sentence: '' },
  remove: { label: 'will be removed', sentence: 'After: no contact set.' },
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

function toDiff(change: PlannedChange): ContactDiff {
  const { alternateContactType, before, after } = change;
  const fields = CONTACT_FIELDS.map((field) => ({
    label: LABELS[field],
    before: before && visibleLine(before[field]),
    after: after && visibleLine(after[field]),
    isChanged: before?.[field] !== after?.[field],
  }));
  return { alternateContactType, accountIds: [], kind: changeKind(change), fields };
}

function fieldValues(contact: Contact | null): string[] | null {
  return contact && CONTACT_FIELDS.map((field) => contact[field]);
}
