import { describe, expect, test } from 'vitest';
import { ContactStore } from '../../../src/services/account/contact-store.ts';

const OLD = { Name: 'Old' };
const NEW = { Name: 'New' };
const NEWER = { Name: 'Newer' };

/** A store with a contact, and its clock. */
function storeWith(contact: object | undefined) {
  const clock = { now: 0 };
  const store = new ContactStore(() => clock.now);
  store.write('k', contact && { ...contact });
  const reads = (times: number) => Array.from({ length: times }, () => store.read('k'));
  return { clock, store, reads };
}

const late = (afterMs: number, flickers = false) => ({ afterMs, flickers });

test('shows a write at once when it is not late', () => {
  const { store } = storeWith(OLD);
  store.write('k', NEW);
  expect(store.read('k')).toEqual(NEW);
  store.write('k', undefined);
  expect(store.read('k')).toBeUndefined();
});

describe('a late write', () => {
  test.each([
    ['the old contact', OLD, NEW],
    ['no contact', undefined, NEW],
    ['the contact that is deleted', OLD, undefined],
  ])('shows %s until it is visible', (_what, before, after) => {
    const { clock, store, reads } = storeWith(before);
    store.write('k', after, late(1500));
    clock.now = 1499;
    expect(reads(3)).toEqual([before, before, before]);
    clock.now = 1500;
    expect(reads(2)).toEqual([after, after]);
  });

  test('counts as set, or as not set, before readers see it', () => {
    const { store } = storeWith(OLD);
    store.write('k', undefined, late(1500));
    expect(store.has('k')).toBe(false);
    store.write('k', NEW, late(1500));
    expect(store.has('k')).toBe(true);
    expect(store.read('k')).toEqual(OLD);
  });

  test('leaves the contacts of other keys alone', () => {
    const { store } = storeWith(OLD);
    store.write('other', OLD);
    store.write('k', NEW, late(1500));
    store.write('other', NEW);
    expect(store.read('other')).toEqual(NEW);
  });
});

describe('several late writes', () => {
  test('become visible one after the other', () => {
    const { clock, store, reads } = storeWith(OLD);
    store.write('k', NEW, late(1000));
    clock.now = 500;
    store.write('k', NEWER, late(1000));
    expect(reads(1)).toEqual([OLD]);
    clock.now = 1000;
    expect(reads(1)).toEqual([NEW]);
    clock.now = 1500;
    expect(reads(1)).toEqual([NEWER]);
  });

  test.each([
    ['is sooner visible', late(100)],
    ['is not late', undefined],
  ])('end with the last one when it %s', (_condition, lateness) => {
    const { clock, store, reads } = storeWith(OLD);
    store.write('k', NEW, late(1000));
    store.write('k', NEWER, lateness);
    clock.now = 100;
    expect(reads(1)).toEqual([NEWER]);
    clock.now = 1000;
    expect(reads(2)).toEqual([NEWER, NEWER]);
  });
});

describe('a late write that flickers', () => {
  test('shows the old and the new contact in turn until it is visible', () => {
    const { clock, store, reads } = storeWith(OLD);
    store.write('k', NEW, late(1500, true));
    expect(reads(5)).toEqual([OLD, NEW, OLD, NEW, OLD]);
    clock.now = 1500;
    expect(reads(3)).toEqual([NEW, NEW, NEW]);
  });

  test('shows no contact in turn when it deletes the contact', () => {
    const { store, reads } = storeWith(OLD);
    store.write('k', undefined, late(1500, true));
    expect(reads(4)).toEqual([OLD, undefined, OLD, undefined]);
  });

  test('begins anew with the next write', () => {
    const { store, reads } = storeWith(OLD);
    store.write('k', NEW, late(1500, true));
    expect(reads(1)).toEqual([OLD]);
    store.write('k', NEWER, late(1500, true));
    expect(reads(2)).toEqual([OLD, NEWER]);
  });
});
