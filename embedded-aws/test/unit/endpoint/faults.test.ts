import { expect, test } from 'vitest';
import { Faults } from '../../../src/endpoint/faults.ts';

/** The faults of a list. */
function faultsOf(...entries: object[]): Faults {
  const faults = new Faults();
  faults.replace(entries);
  return faults;
}

test('hit so many calls of their operation, once unless told otherwise', () => {
  const faults = faultsOf({ operation: 'GetAlternateContact', error: 'X', times: 2 }, { operation: 'PutEvents' });
  const taken = ['GetAlternateContact', 'GetAlternateContact', 'GetAlternateContact', 'PutEvents', 'PutEvents'];
  expect(taken.map((operation) => faults.take(operation, {})?.operation)).toEqual([
    'GetAlternateContact',
    'GetAlternateContact',
    undefined,
    'PutEvents',
    undefined,
  ]);
});

test('are replaced for their owner alone when there is one', () => {
  const faults = new Faults();
  faults.replace([{ operation: 'PutItem' }], 'one');
  faults.replace([{ operation: 'GetItem', times: 2 }], 'other');
  faults.replace([], 'one');
  expect([faults.take('PutItem', {}), faults.take('GetItem', {})?.operation]).toEqual([undefined, 'GetItem']);
  faults.replace([]);
  expect(faults.take('GetItem', {})).toBeUndefined();
});

test('hit only calls whose input contains a text when one says so', () => {
  const faults = faultsOf({ operation: 'PutItem', error: 'X', inputContains: 'request-1' });
  const take = (id: string) => faults.take('PutItem', { Item: { requestId: { S: id } } })?.error;
  expect([take('request-2'), take('request-1'), take('request-1')]).toEqual([undefined, 'X', undefined]);
});

test.each(['PutAlternateContact', 'DeleteAlternateContact'])('let %s be visible late', (operation) => {
  const faults = faultsOf(
    { operation, visibleAfterMs: 1500 },
    { operation, visibleAfterMs: 1, flickers: true, latencyMs: 5 },
  );
  expect(faults.take(operation, {})).toMatchObject({ visibleAfterMs: 1500, flickers: false });
  expect(faults.take(operation, {})).toMatchObject({ visibleAfterMs: 1, flickers: true, latencyMs: 5 });
});

const PUT = { operation: 'PutAlternateContact' };

test.each([
  ['has no operation', {}, 'operation is missing'],
  ['has an unknown property', { ...PUT, visibleAfter: 1 }, 'unknown property visibleAfter'],
  ['refuses an entry of a call without entries', { ...PUT, error: 'Entry:X' }, 'PutAlternateContact has no entries'],
  ['is visible at no time', { ...PUT, visibleAfterMs: '1500' }, 'visibleAfterMs must be a number above 0'],
  ['is visible at once', { ...PUT, visibleAfterMs: 0 }, 'visibleAfterMs must be a number above 0'],
  ['fails what is to be visible', { ...PUT, visibleAfterMs: 1, error: 'X' }, 'what fails with an error writes nothing'],
  ['makes a read visible late', { operation: 'GetAlternateContact', visibleAfterMs: 1 }, 'GetAlternateContact writes'],
  ['flickers for no time', { ...PUT, flickers: true }, 'flickers needs visibleAfterMs'],
  ['flickers in words', { ...PUT, visibleAfterMs: 1, flickers: 'yes' }, 'flickers must be true or false'],
])('are refused when one %s', (_condition, entry, message) => {
  expect(() => faultsOf({ operation: 'PutEvents' }, entry)).toThrow(`fault 1: ${message}`);
});
