import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/events/event-pattern.ts';

const EVENT = {
  source: 'alternate-contacts',
  'detail-type': 'Alternate Contact Change Requested',
  resources: ['a', 'b'],
  detail: { state: 'SUCCEEDED', count: 5, path: '/lib/x.png', nested: { flag: true }, empty: '', nothing: null },
};

describe('matches', () => {
  test.each([
    ['an exact value', { source: ['other', 'alternate-contacts'] }],
    ['one item of a list', { resources: ['b'] }],
    ['a boolean in a nested object', { detail: { nested: { flag: [true] } } }],
    ['null', { detail: { nothing: [null] } }],
    ['that there is a value', { detail: { nothing: [{ exists: true }], nested: { flag: [{ exists: true }] } } }],
    ['that there is none', { detail: { other: { deep: [{ exists: false }] }, more: [{ exists: false }] } }],
    ['a value that is none of some', { detail: { state: [{ 'anything-but': ['FAILED', 'ENDED'] }] } }],
    ['one of two alternatives', { $or: [{ source: ['other'] }, { detail: { count: [5] } }] }],
  ])('%s', (_name, pattern) => {
    expect(compilePattern(pattern)(EVENT)).toBe(true);
  });
});

describe('does not match', () => {
  test.each([
    ['another value', { source: ['alternate'] }],
    ['a number for its text', { detail: { count: ['5'] } }],
    ['when one of two fields differs', { source: ['alternate-contacts'], detail: { state: ['FAILED'] } }],
    ['an object where a text is expected', { detail: { nested: ['flag'] } }],
    ['a field of an absent object', { detail: { other: { deep: ['x'] } } }],
    ['a value that is to be absent', { detail: { state: [{ exists: false }] } }],
    ['the absence of a value', { detail: { other: { deep: [{ exists: true }] } } }],
    ['an object, which is no value', { detail: { nested: [{ exists: true }] } }],
    ['a value that is one of those that are left out', { detail: { state: [{ 'anything-but': ['SUCCEEDED'] }] } }],
    ['no value where some are left out', { detail: { other: [{ 'anything-but': ['SUCCEEDED'] }] } }],
    ['no alternative', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
  ])('%s', (_name, pattern) => {
    expect(compilePattern(pattern)(EVENT)).toBe(false);
  });
});

test.each([
  ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/8' }] } }],
  ['prefix', { source: [{ prefix: 'alt' }] }],
  ['exists', { detail: { state: [{ exists: 'true' }] } }],
  ['not a list', { source: 'alternate-contacts' }],
])('refuses a pattern that uses %s', (what, pattern) => {
  expect(() => compilePattern(pattern)).toThrow(new RegExp(what));
});
