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
    ['no alternative', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
  ])('%s', (_name, pattern) => {
    expect(compilePattern(pattern)(EVENT)).toBe(false);
  });
});

test.each([
  ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/8' }] } }],
  ['prefix', { source: [{ prefix: 'alt' }] }],
  ['exists', { detail: { state: [{ exists: true }] } }],
  ['not a list', { source: 'alternate-contacts' }],
])('refuses a pattern that uses %s', (what, pattern) => {
  expect(() => compilePattern(pattern)).toThrow(new RegExp(what));
});
