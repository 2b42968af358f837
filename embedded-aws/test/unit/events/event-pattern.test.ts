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
    ['a prefix', { source: [{ prefix: 'alt' }] }],
    ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'ALT' } }] }],
    ['a suffix', { detail: { path: [{ suffix: '.png' }] } }],
    ['a text in any case', { detail: { state: [{ 'equals-ignore-case': 'succeeded' }] } }],
    ['a wildcard', { detail: { path: [{ wildcard: '/lib/*.png' }] } }],
    ['a number in a range', { detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }],
    ['a field that exists', { detail: { empty: [{ exists: true }] } }],
    ['a field that does not exist', { detail: { errorCode: [{ exists: false }] } }],
    ['an absent field of an absent object', { detail: { other: { deep: [{ exists: false }] } } }],
    ['anything but a value', { detail: { state: [{ 'anything-but': 'FAILED' }] } }],
    ['anything but several values', { detail: { count: [{ 'anything-but': [1, 2] }] } }],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }],
    ['anything but several suffixes', { source: [{ 'anything-but': { suffix: ['x', 'y'] } }] }],
    ['anything but a wildcard', { source: [{ 'anything-but': { wildcard: 'aws.*' } }] }],
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
    ['a prefix of a number', { detail: { count: [{ prefix: '5' }] } }],
    ['an absent field with anything-but', { detail: { errorCode: [{ 'anything-but': 'x' }] } }],
    ['a refused prefix', { source: [{ 'anything-but': { prefix: 'alt' } }] }],
    ['a number outside of a range', { detail: { count: [{ numeric: ['>', 5] }] } }],
    ['a field that exists', { detail: { state: [{ exists: false }] } }],
    ['a wildcard that ends before the text', { detail: { path: [{ wildcard: '/lib/*.pn' }] } }],
    ['an object where a text is expected', { detail: { nested: ['flag'] } }],
    ['no alternative', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
  ])('%s', (_name, pattern) => {
    expect(compilePattern(pattern)(EVENT)).toBe(false);
  });
});

test.each([
  ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/8' }] } }],
  ['between', { detail: { count: [{ between: 1 }] } }],
  ['numeric comparison', { detail: { count: [{ numeric: ['~', 1] }] } }],
  ['no list', { source: 'alternate-contacts' }],
])('refuses a pattern that uses %s', (what, pattern) => {
  expect(() => compilePattern(pattern)).toThrow(new RegExp(what));
});
