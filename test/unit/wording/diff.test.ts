import { describe, expect, it } from 'vitest';
import { contactDiffs, KIND_LABELS } from '../../../functions/wording/diff.ts';
import { SECURITY } from '../builders.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../web/web-samples.ts';

describe('contactDiffs', () => {
  it('marks only the fields that differ when a contact is changed', () => {
    const [diff] = contactDiffs([{ ...SECURITY, before: OLD_CONTACT, after: NEW_CONTACT }]);
    expect(diff?.kind).toBe('change');
    expect(diff?.fields.map(({ label, isChanged }) => [label, isChanged])).toEqual([
      ['Name', true],
      ['Title', false],
      ['E-mail', true],
      ['Phone', false],
    ]);
  });

  it('has no value before, and every field changed, when there was no contact', () => {
    const [diff] = contactDiffs([{ ...SECURITY, before: null, after: NEW_CONTACT }]);
    expect(diff?.kind).toBe('set');
    expect(diff?.fields.every(({ before, isChanged }) => before === null && isChanged)).toBe(true);
  });

  it('has no value after, and every field changed, when the contact is removed', () => {
    const [diff] = contactDiffs([{ ...SECURITY, before: OLD_CONTACT, after: null }]);
    expect(diff?.kind).toBe('remove');
    expect(diff?.fields.every(({ after, isChanged }) => after === null && isChanged)).toBe(true);
  });

  it('shows a difference of one space at the end', () => {
    const [diff] = contactDiffs([
      { ...SECURITY, before: OLD_CONTACT, after: { ...OLD_CONTACT, name: 'Security desk ' } },
    ]);
    expect(diff?.fields[0]).toEqual({
      label: 'Name',
      before: 'Security desk',
      after: 'Security desk␣',
      isChanged: true,
    });
  });

  it.each([
    ['soc@xn--80ak6aa92e.com', 'soc@xn--80ak6aa92e.com (reads “аррӏе.com”, Cyrillic letters)'],
    ['soc@xn--exmple-4nf.com', 'soc@xn--exmple-4nf.com (reads “exаmple.com”, mixed scripts: Latin, Cyrillic)'],
    ['soc@xn--exmple-cua.com', 'soc@xn--exmple-cua.com (reads “exämple.com”, Latin letters)'],
    ['soc@xn--0.com', 'soc@xn--0.com (an encoded domain that cannot be read)'],
    ['soc@example.com', 'soc@example.com'],
  ])('tells beside %s what its domain reads like', (emailAddress, shown) => {
    const [diff] = contactDiffs([{ ...SECURITY, before: null, after: { ...OLD_CONTACT, emailAddress } }]);
    expect(diff?.fields[2]?.after).toBe(shown);
  });

  it('shows every odd blank of a field', () => {
    const name = '\u00A0Security  desk\u3000 ';
    const [diff] = contactDiffs([{ ...SECURITY, before: null, after: { ...OLD_CONTACT, name } }]);
    expect(diff?.fields[0]?.after).toBe('[U+00A0]Security␣␣desk[U+3000]␣');
  });

  it('merges accounts when the type and both contacts are the same', () => {
    const change = { alternateContactType: 'SECURITY', before: OLD_CONTACT, after: NEW_CONTACT } as const;
    const diffs = contactDiffs([
      { ...change, accountId: '222222222222' },
      { ...change, accountId: '333333333333', before: null },
      { ...change, accountId: '444444444444' },
    ]);
    expect(diffs.map(({ accountIds }) => accountIds)).toEqual([['222222222222', '444444444444'], ['333333333333']]);
  });
});

describe('KIND_LABELS', () => {
  it('says what becomes of a contact', () => {
    expect(KIND_LABELS).toEqual({ set: 'new', change: 'changed', remove: 'removed' });
  });
});

describe('the sentence of a diff', () => {
  const HIDDEN = 'Only approvers see what the contact is now.';

  it.each([
    [null, NEW_CONTACT, 'Before: no contact.'],
    [OLD_CONTACT, NEW_CONTACT, ''],
    [OLD_CONTACT, null, 'After: no contact.'],
    ['hidden', NEW_CONTACT, HIDDEN],
    ['hidden', null, `After: no contact. ${HIDDEN}`],
  ] as const)('says on which side there is no contact, or that it is hidden', (before, after, sentence) => {
    expect(contactDiffs([{ ...SECURITY, before, after }])[0]?.sentence).toBe(sentence);
  });
});

describe('a diff whose contact is hidden', () => {
  it('shows every field of the new contact as changed, so that none tells what is there now', () => {
    const [diff] = contactDiffs([{ ...SECURITY, before: 'hidden', after: NEW_CONTACT }]);
    expect(diff).toMatchObject({ kind: 'change', isBeforeHidden: true });
    expect(diff?.fields.map(({ before, isChanged }) => [before, isChanged])).toEqual(Array(4).fill([null, true]));
  });

  it('shows no field of a contact that is to be removed', () => {
    expect(contactDiffs([{ ...SECURITY, before: 'hidden', after: null }])[0]?.fields).toEqual([]);
  });
});
